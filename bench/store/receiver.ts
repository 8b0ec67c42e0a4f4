import type { ChildProcess } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { closeConnections, expectOk, untilOk } from './http.ts';
import { freePort } from '../../test/free-port.ts';
import { end, launch } from './process.ts';
import { createEncoder, familyOf, type Tick } from './remote-write.ts';
import type { Question, System } from './system.ts';
import { METRICS, readFleet, seriesOf, timeOf, uuidOf, type Fleet } from './workload.ts';

/** An answer shorter than this has no samples in it. */
const NOTHING_BYTES = 200;

/** What differs between Prometheus-like servers. */
export interface ReceiverKind {
  readonly name: string;
  readonly writePath: string;
  readonly readyPath: string;
  /** Added to every query, so that none is answered from a cache. */
  readonly uncached: string;
  command(directory: string, port: number): readonly [program: string, ...args: string[]];
  /** Makes the files small; resolves with their bytes. */
  settle(origin: string, directory: string): Promise<number>;
}

/** A server that takes remote write, `samples` of each series in a request. */
export function createReceiver(kind: ReceiverKind, fleet: Fleet, samples: number, parent: string): System {
  const directory = join(parent, `${kind.name}-${samples}`);
  const encode = createEncoder(fleet, samples);
  const encodeOne = samples === 1 ? encode : createEncoder(fleet, 1);
  const read = readFleet(fleet);
  let child: ChildProcess | undefined;
  let origin = '';

  const tickAt = (tick: number): Tick => ({ timeMs: timeOf(fleet, tick), values: read(tick).slice() });
  const write = async (bodies: Iterable<Uint8Array>): Promise<void> => {
    for (const body of bodies) {
      await expectOk(origin + kind.writePath, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/x-protobuf',
          'content-encoding': 'snappy',
          'x-prometheus-remote-write-version': '0.1.0',
        },
      });
    }
  };
  const query = (path: string, parameters: Record<string, string>) =>
    expectOk(`${origin}/api/v1/${path}?${new URLSearchParams(parameters).toString()}${kind.uncached}`);

  return {
    name: `${kind.name}, ${samples === 1 ? '1 sample' : `${samples} samples`} a request`,
    door: 'HTTP',
    async start() {
      await mkdir(directory, { recursive: true });
      const port = await freePort();
      const [command, ...args] = kind.command(directory, port);
      child = launch(command, args, join(parent, `${kind.name}.log`));
      origin = `http://127.0.0.1:${port}`;
      await untilOk(origin + kind.readyPath);
      return child.pid ?? 0;
    },
    async ingest(from, to) {
      for (let tick = from; tick < to;) {
        const count = tick + samples <= to ? samples : 1;
        const ticks = Array.from({ length: count }, (_, i) => tickAt(tick + i));
        await write((count === samples ? encode : encodeOne)(ticks));
        tick += count;
      }
    },
    async ask(question, times, tick) {
      const took: number[] = [];
      for (let asked = 0; took.length < times; asked++) {
        const { ms, body } = await query(...promql(question, fleet, tick, (took.length * 37) % fleet.vms));
        if (body.length > NOTHING_BYTES) took.push(ms);
        // VictoriaMetrics shows what it has taken a second later.
        else if (asked - took.length < 100) await setTimeout(100);
        else throw new Error(`Cannot ask ${kind.name}: ${body.toString('utf8')}`);
      }
      return took;
    },
    async found(from, to) {
      const window = (timeOf(fleet, to - 1) - timeOf(fleet, from)) / 1000 + 1;
      let there = 0;
      for (const metric of METRICS) {
        const { body } = await query('query', {
          query: `sum(count_over_time(${familyOf(metric)}[${window}s]))`,
          time: String(timeOf(fleet, to - 1) / 1000),
        });
        const reply = JSON.parse(body.toString()) as { data: { result: { value: [number, string] }[] } };
        there += Number(reply.data.result[0]?.value[1] ?? 0);
      }
      return there / seriesOf(fleet);
    },
    settle: async () => ({ bytes: await kind.settle(origin, directory), samples: null, besides: null }),
    async kill() {
      if (child) await end(child, 'SIGKILL');
      closeConnections();
    },
    async close() {
      if (child) await end(child, 'SIGKILL');
      closeConnections();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function promql(
  question: Question,
  fleet: Fleet,
  tick: number,
  vm: number,
): [path: string, parameters: Record<string, string>] {
  const newest = timeOf(fleet, tick) / 1000;
  switch (question) {
    case 'a':
      return ['query_range', { query: `{uuid="${uuidOf(vm)}"}`, start: String(newest - 595), end: String(newest), step: '5' }]; // prettier-ignore
    case 'b':
      return ['query_range', { query: `avg_over_time(${familyOf(METRICS[vm % METRICS.length] ?? '')}[1m])`, start: String(newest - 3540), end: String(newest), step: '60' }]; // prettier-ignore
    case 'c':
      return ['query', { query: '{__name__=~"virtscope_.+"}', time: String(newest) }];
    default:
      return question satisfies never;
  }
}
