import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FakeClock } from '../fake-clock.ts';
import type { PollResult } from '../../src/model/batch.ts';
import type { Entity } from '../../src/model/entity.ts';
import { reasonCode } from '../../src/model/reason.ts';
import type { Source } from '../../src/model/source.ts';
import { createHostSource, type HostSourceOptions } from '../../src/sources/host/mod.ts';

/** Path below the root → text; null takes the file away. */
type Files = Readonly<Record<string, string | null>>;

/** For tests: a machine that is a directory with the files a test writes, and its source. */
export class Machine {
  readonly clock = new FakeClock(1_700_000_000_000);
  readonly source: Source;
  readonly root = mkdtempSync(join(tmpdir(), 'virtscope-host-'));

  constructor(files: Files, options: Pick<HostSourceOptions, 'config' | 'measure'> = {}) {
    this.write(files);
    const { root, clock } = this;
    this.source = createHostSource({ root, clock, intervalMs: 5000, measure: async () => null, ...options });
  }

  write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      if (text === null) rmSync(file, { recursive: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  }

  poll(): Promise<PollResult> {
    return this.source.poll(new AbortController().signal);
  }

  /** Changes files, lets time pass and polls. */
  async next(files: Files, ms = 1000): Promise<PollResult> {
    this.write(files);
    this.clock.pass(ms);
    return this.poll();
  }

  get host(): Entity {
    const host = [...this.source.series.entities()].find((entity) => entity.class === 'host');
    if (!host) throw new Error('No host entity');
    return host;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}

/** Value of a series of the host; the code of its reason where unknown; undefined where there is no such series. */
export function value(batch: PollResult, metric: string): number | string | undefined {
  for (const entity of batch.series.entities()) {
    const slot = batch.series.find(entity, metric);
    if (slot === undefined) continue;
    const known = batch.values[slot] as number;
    return Number.isNaN(known) ? reasonCode(batch.reasons[slot] as number) : known;
  }
  return undefined;
}

/** Several values at once, in the order of `metrics`. */
export function values(batch: PollResult, ...metrics: string[]): (number | string | undefined)[] {
  return metrics.map((metric) => value(batch, metric));
}
