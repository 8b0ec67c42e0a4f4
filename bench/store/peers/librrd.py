"""librrd in process for bench/store.ts: a line of JSON ["method", arguments ...] in, {"value"} or {"error"} out."""

import array
import json
import os
import sys
import time

import rrdtool

options = json.loads(sys.argv[1])
VMS, METRICS, STEP, START = options["vms"], options["metrics"], options["stepSeconds"], options["startSeconds"]
WIDTH = VMS * METRICS
fleet = open(options["file"], "rb", buffering=0)


def path(vm):
    return os.path.join(options["directory"], f"{vm}.rrd")


def time_of(tick):
    return START + tick * STEP


def row(tick):
    fleet.seek(tick % options["ticks"] * WIDTH * 8)
    return array.array("d", fleet.read(WIDTH * 8))


def open_():
    if not os.path.exists(path(VMS - 1)):
        for vm in range(VMS):
            rrdtool.create(path(vm), "--step", str(STEP), "--start", str(time_of(-1)), *options["definitions"])


def feed(begin, end, update):
    for first in range(begin, end, options["batch"]):
        ticks = range(first, min(first + options["batch"], end))
        rows = [row(tick) for tick in ticks]
        for vm in range(VMS):
            at = vm * METRICS
            samples = [
                ":".join([str(time_of(tick)), *map(repr, values[at : at + METRICS])])
                for tick, values in zip(ticks, rows)
            ]
            update(path(vm), *samples)


def rehearse(begin, end):
    feed(begin, end, lambda *_: None)


def ingest(begin, end):
    feed(begin, end, rrdtool.update)


def ask(question, times, tick):
    end = time_of(tick)
    took = []
    for i in range(times):
        begun = time.perf_counter()
        if question == "a":
            rrdtool.fetch(path(i * 37 % VMS), "AVERAGE", "-s", str(end - 600), "-e", str(end - STEP), "-r", str(STEP))
        elif question == "b":
            for vm in range(VMS):
                rrdtool.fetch(path(vm), "AVERAGE", "-s", str(end - 3600), "-e", str(end - 60), "-r", "60")
        else:
            for vm in range(VMS):
                rrdtool.lastupdate(path(vm))
        took.append((time.perf_counter() - begun) * 1e3)
        if sum(took) > 20_000:
            break
    return took


def found(begin, end):
    newest = min(int(rrdtool.last(path(vm))) for vm in range(VMS))
    return max(0, min(end, (newest - START) // STEP + 1) - begin)


def settle():
    size = sum(os.stat(path(vm)).st_blocks * 512 for vm in range(VMS))
    return {"bytes": size, "samples": None, "besides": None}


methods = {"open": open_, "rehearse": rehearse, "ingest": ingest, "ask": ask, "found": found, "settle": settle}
for line in sys.stdin:
    method, *arguments = json.loads(line)
    try:
        reply = {"value": methods[method](*arguments)}
    except Exception as error:  # the other side says what was being done
        reply = {"error": str(error)}
    print(json.dumps(reply), flush=True)
