import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rowEndAt } from '../lib/interval.ts';
import type { Clock } from '../model/clock.ts';
import { createEntity, onHost, type Entity } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import { openStore, type Consolidation, type Store, type StoreOptions } from './mod.ts';

export const stepMs = 5000;
export const begin = 1_800_000_000_000;
const archives = [
  { rowMs: stepMs, rows: 120 },
  { rowMs: 60_000, rows: 120 },
  { rowMs: 3_600_000, rows: 168 },
];

/** A program that polls one source and is started, stopped and killed. */
export class Life {
  readonly clock: Clock & { time: number } = {
    time: begin,
    now: () => this.clock.time,
    monotonic: () => this.clock.time,
    sleep: () => new Promise(() => {}),
  };
  readonly directory: string;
  store: Store;
  series = new SeriesTable();
  readonly #self = createEntity({ class: 'source', id: 's', source: 's', name: 's', state: 'up' }, 0);

  private constructor(directory: string, store: Store, clock: Clock & { time: number }) {
    this.directory = directory;
    this.store = store;
    this.clock = clock;
  }

  static async begin(): Promise<Life> {
    const clock = { time: begin, now: () => clock.time, monotonic: () => clock.time, sleep: () => new Promise<void>(() => {}) }; // prettier-ignore
    const directory = await mkdtemp(join(tmpdir(), 'virtscope-kept-'));
    return new Life(directory, await Life.open(directory, clock), clock);
  }

  static open(directory: string, clock: Clock, options: Partial<StoreOptions> = {}): Promise<Store> {
    const every = { VM: archives, host: archives, source: archives };
    return openStore({
      directory,
      rows: 24,
      stepMs,
      archives: every,
      syncRows: 1,
      clock,
      ...options,
    });
  }

  async restart(options: Partial<StoreOptions> = {}): Promise<void> {
    await this.store.close();
    this.store = await Life.open(this.directory, this.clock, options);
    this.series = new SeriesTable();
  }

  /** Another poll, `steps` steps later. */
  poll(known: [Entity, number][], steps = 1): void {
    this.clock.time += steps * stepMs;
    for (const [entity] of known) this.series.slot(entity, 'cpu.usage');
    this.series.slot(this.#self, 'poll.values');
    const values = new Float64Array(this.series.length).fill(Number.NaN);
    const reasons = new Uint8Array(this.series.length).fill(Reason.stuck);
    for (const [entity, value] of known) values[this.series.slot(entity, 'cpu.usage')] = value;
    this.series.tick();
    const { series } = this;
    this.store.append({ source: 's', rowEndMs: rowEndAt(this.clock.time, stepMs), time: this.clock.time + 3, intervalMs: stepMs, durationMs: 1, complete: ['VM', 'source'], series, values, reasons }); // prettier-ignore
  }

  async column(entity: Entity, back: number, query: { stepMs?: number; cfs?: Consolidation[] } = {}) {
    const end = this.clock.time;
    const range = { start: end - back, end, ...query };
    return this.store.history({ entities: [entity], metrics: ['cpu.usage'], ...range });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await rm(this.directory, { recursive: true });
  }
}

export function vm(id: string, source = 's'): Entity {
  return createEntity({ class: 'VM', id, source, name: id, state: 'running', parent: onHost('h') }, 0);
}
