import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EventLoopYielder } from '../lib/async/event-loop-yielder.ts';
import { inSlices } from '../lib/async/in-slices.ts';
import { rowEndAt } from '../lib/interval.ts';
import { makeDirectory } from '../lib/make-directory.ts';
import type { Clock } from '../model/clock.ts';
import type { EntityClass } from '../model/entity.ts';
import { InputError } from '../model/error.ts';
import { Reason } from '../model/reason.ts';
import type { ClassArchive } from './archive/class-archive.ts';
import { closeAll, openArchives, type ArchivesOptions } from './archive/open-archives.ts';
import { Inventory, type Renamed } from './inventory/inventory.ts';
import { checkInventory } from './inventory/journal.ts';
import { cannotKeep, healthOf, notKept } from './history-health.ts';
import { INVENTORY_FILE } from './layout.ts';
import { Head } from './head/head.ts';
import { Retry } from './retry.ts';
import type { HistoryHealth } from './interfaces/health-reader.ts';
import type { Store } from './store.ts';
import { TieredStore, type TieredStoreParts } from './tiered-store.ts';

/** Work on what is opened before the event loop turns. */
const turnMs = 8;

export interface MemoryStoreOptions {
  /** Intervals kept; a SeriesTable must not reuse a freed slot sooner. */
  readonly rows?: number;
  readonly stepMs?: number;
  readonly clock: Clock;
}

export interface StoreOptions extends Omit<ArchivesOptions, 'primary'> {
  /** Intervals in memory, as in {@link MemoryStoreOptions}. */
  readonly rows: number;
  readonly clock: Clock;
  /** Entities that have had other ids: known before anything is collected, or what is on them would seem to have moved. */
  readonly renamed?: readonly Renamed[];
  /** Whether there is a source of that name now: what one had reported that is not there any more is removed. @default all */
  readonly isConfigured?: (source: string) => boolean;
  /** Called with a sentence for the log when keeping begins to be impossible and when it is possible again. */
  readonly onNotice?: (text: string) => void;
}

/**
 * A store that remembers the newest intervals of every series in memory and nothing else.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { systemClock } from '../model/clock.ts';
 * import { createMemoryStore } from './mod.ts';
 * const store = createMemoryStore({ rows: 120, stepMs: 5000, clock: systemClock });
 * assert.deepEqual(store.entities('VM'), []);
 */
export function createMemoryStore(options: MemoryStoreOptions): Store {
  const { rows = 120, stepMs = 5000, clock } = options;
  return inMemory({ head: new Head({ rows, stepMs, clock }), clock }, () => notKept);
}

/**
 * A store whose history survives restarts, in `directory`. Where that cannot be used, history is in memory only, the
 * condition has the reason, and it is tried again until it can.
 *
 * @throws {InputError} HISTORY_NEWER, HISTORY_LOCKED, HISTORY_UNREADABLE, CONFIG_INVALID; the reason of the signal, when
 *   that breaks it off.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { rows, stepMs, clock } = options;
  const head = new Head({ rows, stepMs, clock });
  const parts = { head, clock };
  const started = clock.monotonic();
  try {
    const history = await openHistory(options, head, started);
    const store = new TieredStore({ ...parts, ...history });
    if (clock.now() >= history.lastMs) store.begin();
    return store;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    if (typeof (error as NodeJS.ErrnoException).errno !== 'number') throw unreadable(error);
    return keptLater(options, parts, { error, started });
  }
}

type Parts = Pick<TieredStoreParts, 'head' | 'clock'>;

/** A history on disk to which rows can be appended. */
interface OpenedHistory extends Pick<TieredStoreParts, 'inventory' | 'kept' | 'begin'> {
  readonly archives: readonly ClassArchive[];
  /** End of its newest row. */
  readonly lastMs: number;
}

async function openHistory(options: StoreOptions, head: Head, started: number): Promise<OpenedHistory> {
  const { directory, clock } = options;
  makeDirectory(directory, 0o750);
  const path = join(directory, INVENTORY_FILE);
  checkInventory(path);
  const isThere = existsSync(path);
  const primary: ArchivesOptions['primary'] = (cls, id) => head.index.reported(cls, id);
  const opened = await openArchives({ ...options, primary });
  try {
    const archives = new Map(opened.map((archive) => [archive.class, archive]));
    const since = Math.min(...opened.map((archive) => archive.ranOutMs));
    const { isConfigured } = options;
    const inventory = new Inventory({ index: head.index, path, ...(isConfigured && { isConfigured }) });
    const yielder = new EventLoopYielder({ budgetMs: turnMs, monotonic: () => clock.monotonic() });
    const { signal } = options;
    await inSlices(inventory.load(since, options.renamed), yielder, signal);
    const kept = new Map<EntityClass, ReadonlySet<string>>();
    for (const archive of opened) {
      if (inventory.past(archive.class).length > 0)
        kept.set(archive.class, await inSlices(archive.ids(), yielder, signal));
    }
    await inSlices(
      inventory.forget(({ class: cls, id, aliases }) =>
        [id, ...aliases].some((each) => kept.get(cls)?.has(each)),
      ),
      yielder,
      signal,
    );
    const isMissing = !isThere && opened.some(({ database }) => database.lastMs > 0);
    if (isMissing) inventory.repairs.push({ file: path, problem: 'it is missing', rowsLost: 0 });
    const lastMs = Math.max(...opened.map(({ database }) => database.lastMs));
    const begin = (): void => inventory.begin(clock.now() - (clock.monotonic() - started), lastMs);
    const health = (): HistoryHealth => healthOf(directory, opened, inventory.repairs);
    return { inventory, begin, kept: { archives, health }, archives: opened, lastMs };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/** A store in memory that continues with the history on disk as soon as that can be used. */
function keptLater(
  options: StoreOptions,
  parts: Parts,
  { error: first, started }: { error: unknown; started: number },
): Store {
  const { directory, clock, stepMs, onNotice = () => {} } = options;
  const since = clock.now();
  let health = cannotKeep(directory, first, since);
  onNotice(`${health.condition?.reason}; this is tried again until it succeeds`);
  const attempt = async (): Promise<boolean> => {
    try {
      const history = await openHistory(options, parts.head, started);
      const now = clock.now();
      if (now < history.lastMs) {
        await closeAll(history.archives);
        throw new Error('the clock is behind its newest row');
      }
      const startMs = rowEndAt(now - (clock.monotonic() - started), stepMs);
      for (const archive of history.archives) archive.resume(startMs, Reason.diskFailed);
      await store.keep(history);
    } catch (error) {
      health = cannotKeep(directory, error, since);
      return false;
    }
    onNotice(`history is kept again in ${directory}`);
    return true;
  };
  const retry = new Retry(clock, attempt, (error) => {
    health = cannotKeep(directory, error, since);
  });
  const store = inMemory(parts, () => health, retry);
  store.subscribe(() => retry.poke());
  return store;
}

function inMemory(parts: Parts, health: () => HistoryHealth, retry?: Retry): TieredStore {
  const { head } = parts;
  const inventory = new Inventory({ index: head.index, path: null });
  const kept = { archives: new Map(), health };
  return new TieredStore({ ...parts, inventory, kept, ...(retry && { retry }) });
}

function unreadable(error: unknown): InputError {
  const { message } = error as Error;
  return new InputError('HISTORY_UNREADABLE', message, { cause: error });
}
