import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock, settle } from '../../../test/fake-clock.ts';
import { rowEndAt } from '../../lib/interval.ts';
import type { Batch } from '../../model/batch.ts';
import { createEntity, type Entity, type NewEntity } from '../../model/entity.ts';
import { SeriesTable } from '../../model/series.ts';
import { createMemoryStore, type Store } from '../../store/mod.ts';
import type { RemoteWriteOptions } from './options.ts';
import { RemoteWriter, type RemoteWriteContext } from './remote-write.ts';
import { replayFrom } from './replay-source.ts';

export const startMs = 1_800_000_000_000;
export const stepMs = 5000;
/** For a request, where none is to be given up. */
export const patienceMs = 1_000_000_000;

/** Sources, a store and remote writers without a network of their own. `await using` ends the writers. */
export class TestEnvironment implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly directory: string;
  readonly #tables = new Map<string, SeriesTable>();
  readonly #ends: (() => Promise<void>)[] = [];

  /** @param fromMs when its time begins, on the grid. */
  constructor(
    fromMs = startMs,
    clock = new FakeClock(fromMs),
    store = createMemoryStore({ rows: 720, stepMs, clock }),
    directory = mkdtempSync(join(tmpdir(), 'virtscope-write-')),
  ) {
    this.clock = clock;
    this.store = store;
    this.directory = directory;
  }

  table(source = 'local'): SeriesTable {
    const table = this.#tables.get(source) ?? new SeriesTable(800);
    this.#tables.set(source, table);
    return table;
  }

  enter(entity: Partial<NewEntity> & Pick<NewEntity, 'id'>): Entity {
    const { source = 'local' } = entity;
    const made = createEntity({ class: 'VM', name: entity.id, state: 'running', ...entity, source }, startMs);
    this.table(source).add(made);
    return made;
  }

  /** A batch of one source, 12 ms after the grid; what is not named is unknown. */
  poll(values: readonly (readonly [Entity, string, number])[], source = 'local'): void {
    const series = this.table(source);
    const slots = values.map(([entity, metric]) => series.slot(entity, metric));
    const all = new Float64Array(series.length).fill(Number.NaN);
    for (const [i, [, , value]] of values.entries()) all[slots[i] as number] = value;
    series.tick();
    const reasons = new Uint8Array(series.length).fill(1);
    const time = this.clock.now() + 12;
    const rowEndMs = rowEndAt(time, stepMs);
    const batch: Batch = { source, rowEndMs, time, intervalMs: stepMs, durationMs: 1, complete: [], series, values: all, reasons }; // prettier-ignore
    this.store.append(batch);
  }

  async write(
    options: Partial<RemoteWriteOptions> & Pick<RemoteWriteOptions, 'url'>,
    context: Partial<RemoteWriteContext> = {},
  ): Promise<RemoteWriter> {
    const writer = new RemoteWriter(
      // Time passes faster here than requests do.
      { name: 'test', instance: 'here', timeoutMs: patienceMs, ...options },
      {
        store: this.store,
        replay: replayFrom(this.store, 2),
        directory: this.directory,
        clock: this.clock,
        version: '0',
        random: () => 0,
        onError: (error) => {
          throw error;
        },
        ...context,
      },
    );
    await writer.start();
    const end = this.store.subscribe((batch) => writer.append(batch));
    this.#ends.push(async () => {
      end();
      await writer.stop(AbortSignal.abort());
    });
    return writer;
  }

  /** Lets what is under way come to this, `stepMs` of time at a turn. */
  async until(isSo: () => boolean, turnMs = 0): Promise<void> {
    const patience = performance.now() + 10_000;
    while (!isSo()) {
      if (performance.now() > patience) throw new Error(`it never came to ${isSo.toString()}`);
      if (turnMs > 0) await this.clock.advance(turnMs);
      await settle();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends) await end();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
