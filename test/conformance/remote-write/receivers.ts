import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../free-port.ts';

/** A sample that a receiver has: epoch ms and value. */
export type Sample = readonly [timeMs: number, value: number];

/** What is different from one receiver to the other. */
interface Kind {
  readonly program: string;
  arguments(directory: string, address: string): string[];
  /** The same program without its write receiver, or with a password. */
  closed(open: string[]): string[];
  readonly ready: string;
  /** Address that makes new samples visible to queries; null where they are. */
  readonly flush: string | null;
}

const writeFlag = '--web.enable-remote-write-receiver';

const prometheus = (outOfOrder: string | null): Kind => ({
  program: 'prometheus',
  arguments(directory, address) {
    const config = outOfOrder && `storage:\n  tsdb:\n    out_of_order_time_window: ${outOfOrder}\n`;
    writeFileSync(join(directory, 'prometheus.yml'), config ?? '');
    return [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      writeFlag,
    ];
  },
  closed: (open) => open.filter((argument) => argument !== writeFlag),
  ready: '/-/ready',
  flush: null,
});

const kinds = {
  Prometheus: prometheus('2h'),
  'Prometheus that takes nothing out of order': prometheus(null),
  VictoriaMetrics: {
    program: 'victoria-metrics',
    arguments: (directory, address) => [
      `-storageDataPath=${join(directory, 'data')}`,
      `-httpListenAddr=${address}`,
      '-search.latencyOffset=0s',
    ],
    closed: (open) => [...open, '-httpAuth.username=me', '-httpAuth.password=secret'],
    ready: '/health',
    flush: '/internal/force_flush',
  },
} as const satisfies Record<string, Kind>;
export type KindName = keyof typeof kinds;

/** Why this receiver cannot be had here, or false. */
export function isMissing(name: KindName): string | false {
  const { program } = kinds[name];
  return spawnSync(program, ['--version']).error ? `${program} is not installed` : false;
}

/** A real receiver on a port and in a directory of its own, started and stopped at will. `await using` ends it. */
export class RealReceiver implements AsyncDisposable {
  readonly #kind: Kind;
  readonly #directory = mkdtempSync(join(tmpdir(), 'virtscope-receiver-'));
  #process: ChildProcess | null = null;
  #address = '';

  constructor(name: KindName) {
    this.#kind = kinds[name];
  }

  get url(): string {
    return `http://${this.#address}`;
  }

  get writeUrl(): string {
    return `${this.url}/api/v1/write`;
  }

  async start(how: 'open' | 'closed' = 'open'): Promise<void> {
    if (this.#address === '') this.#address = `127.0.0.1:${await freePort()}`;
    const { program, ready } = this.#kind;
    const open = this.#kind.arguments(this.#directory, this.#address);
    this.#process = spawn(program, how === 'open' ? open : this.#kind.closed(open), { stdio: 'ignore' });
    for (let tries = 0; tries < 300; tries++) {
      const answer = await fetch(`${this.url}${ready}`).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok || answer?.status === 401) return;
      await setTimeout(100);
    }
    throw new Error(`Cannot start ${program}: it does not become ready`);
  }

  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    if (!process || process.exitCode !== null) return;
    const ended = once(process, 'exit');
    process.kill();
    await ended;
  }

  /** Makes what was written visible to queries. */
  async flush(): Promise<void> {
    const { flush } = this.#kind;
    if (flush !== null) await (await fetch(`${this.url}${flush}`)).text();
  }

  /** All samples of the series that a selector finds, by name and labels, in time order. */
  async samples(selector: string, timeMs: number): Promise<Map<string, Sample[]>> {
    await this.flush();
    const query = new URLSearchParams({ query: `${selector}[2h]`, time: String(timeMs / 1000) });
    const answer = await fetch(`${this.url}/api/v1/query?${query.toString()}`);
    const { data } = (await answer.json()) as {
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    return new Map(
      data.result.map(({ metric, values }) => [
        JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1))),
        values
          .map(([time, value]): Sample => [Math.round(time * 1000), Number(value)])
          // VictoriaMetrics shows the mark of an unknown value, Prometheus does not.
          .filter(([, value]) => !Number.isNaN(value)),
      ]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true });
  }
}
