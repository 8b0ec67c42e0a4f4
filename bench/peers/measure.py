"""What all peers share: one round is timed on the wall, in the client's CPU and in libvirtd's CPU.

A peer prints one line of JSON: {"peer", "domains", "repeats", "wallMs", "clientCpuMs", "libvirtdCpuMs", "bytes"} with
medians, and "min" with the least of each; bytes is null where the peer cannot tell.
"""

import argparse
import json
import os
import resource
import statistics
import time

# Groups of domain statistics by bit, as libvirt counts them, with virsh's name for each.
GROUPS = {
    1: "--state", 2: "--cpu-total", 4: "--balloon", 8: "--vcpu", 16: "--interface", 32: "--block",
    64: "--perf", 128: "--iothread", 256: "--memory", 512: "--dirtyrate", 1024: "--vm",
}


def arguments(description):
    """The options every peer takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--repeats", type=int, default=15, help="rounds that count; two more come before them")
    parser.add_argument("--groups", type=lambda text: int(text, 0), default=0x3F, help="bit mask of groups")
    parser.add_argument("--uri", default="qemu:///system")
    return parser.parse_args()


def process_cpu_ms(pid):
    """CPU time of a whole process, threads that ended included, from its CPU clock (clock_getcpuclockid(3))."""
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e6


def own_cpu_ms():
    """CPU time of this process."""
    return time.process_time_ns() / 1e6


def children_cpu_ms():
    """CPU time of the children that this process has waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (usage.ru_utime + usage.ru_stime) * 1e3


def received_bytes():
    """Bytes this process has read, sockets included; what libvirt-python reads from its socket is nearly all of it."""
    with open("/proc/self/io") as file:
        return int(file.readline().split()[1])


def measure(peer, domains, work, repeats, client_cpu_ms=own_cpu_ms):
    """Runs work() again and again and prints the line; work() returns the bytes it received, or None."""
    with open("/run/libvirtd.pid") as file:
        libvirtd = int(file.read())
    rounds = []
    for number in range(repeats + 2):
        daemon, client, begin = process_cpu_ms(libvirtd), client_cpu_ms(), time.perf_counter_ns()
        size = work()
        wall = (time.perf_counter_ns() - begin) / 1e6
        client, daemon = client_cpu_ms() - client, process_cpu_ms(libvirtd) - daemon
        # The first two fill caches.
        if number >= 2:
            rounds.append((wall, client, daemon, size))
        time.sleep(0.05)
    wall, client, daemon, size = zip(*rounds)
    times = {"wallMs": wall, "clientCpuMs": client, "libvirtdCpuMs": daemon}
    print(json.dumps({
        "peer": peer,
        "domains": domains,
        "repeats": repeats,
        **{name: round(statistics.median(values), 3) for name, values in times.items()},
        "bytes": None if size[0] is None else round(statistics.median(size)),
        "min": {name: round(min(values), 3) for name, values in times.items()},
        "load": os.getloadavg()[0],
    }), flush=True)
