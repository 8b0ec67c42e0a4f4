import { join } from 'node:path';
import { makeDirectory } from '../lib/make-directory.ts';
import type { Clock } from '../model/clock.ts';
import { InputError } from '../model/error.ts';
import type { ClassArchive } from './archive/class-archive.ts';
import { closeAll, openArchives, type ArchivesOptions } from './archive/open-archives.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { checkCatalogue } from './catalogue/journal.ts';
import { cannotKeep, conditionOf, notKept } from './condition.ts';
import { CATALOGUE } from './layout.ts';
import { Present } from './present.ts';
import { RemoteEngine, type RemoteQueryOptions } from './remote-query/mod.ts';
import type { HistoryCondition, Store } from './store.ts';
import { TieredStore, type TieredStoreParts } from './tiers.ts';

export interface MemoryStoreOptions {
  /** Intervals kept; a SeriesTable must let freed slots rest at least as long. */
  readonly rows?: number;
  readonly stepMs?: number;
  readonly clock: Clock;
  /** Who has rows older than ours; nobody when left out. */
  readonly remoteQuery?: RemoteQueryOptions;
}

export interface StoreOptions extends Omit<ArchivesOptions, 'shown'> {
  /** Intervals in memory, as in {@link MemoryStoreOptions}. */
  readonly rows: number;
  readonly clock: Clock;
  /** As in {@link MemoryStoreOptions}. */
  readonly remoteQuery?: RemoteQueryOptions;
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
  const { rows = 120, stepMs = 5000, clock, remoteQuery } = options;
  return inMemory(
    { present: new Present({ rows, stepMs, clock }), engine: engineOf(remoteQuery, clock), clock },
    notKept,
  );
}

/**
 * A store whose history survives restarts, in `directory`. Where that cannot be written to, history is in memory only
 * and the condition says why.
 *
 * @throws {InputError} HISTORY_NEWER, HISTORY_LOCKED, HISTORY_UNREADABLE, CONFIG_INVALID
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { directory, rows, stepMs, clock, remoteQuery } = options;
  const present = new Present({ rows, stepMs, clock });
  const parts = { present, engine: engineOf(remoteQuery, clock), clock };
  const shown: ArchivesOptions['shown'] = (cls, id) => present.entity(cls, id);
  try {
    makeDirectory(directory, 0o750);
    checkCatalogue(join(directory, CATALOGUE));
    const opened = await openArchives({ ...options, shown });
    return await keep(parts, opened, directory).catch(async (error: unknown) => {
      await closeAll(opened);
      throw error;
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (typeof (error as NodeJS.ErrnoException).errno !== 'number') throw unreadable(error);
    return inMemory(parts, cannotKeep(directory, error, clock.now()));
  }
}

type Parts = Pick<TieredStoreParts, 'present' | 'engine' | 'clock'>;

async function keep(parts: Parts, opened: readonly ClassArchive[], directory: string): Promise<Store> {
  const { present, clock } = parts;
  const archives = new Map(opened.map((archive) => [archive.class, archive]));
  const path = join(directory, CATALOGUE);
  const since = Math.min(...opened.map((archive) => archive.ranOutMs));
  const catalogue = new Catalogue({ directory: present.directory, path, since });
  catalogue.forget((cls, id) => archives.get(cls)?.ids().has(id) ?? false);
  const lastMs = Math.max(...opened.map(({ database }) => database.lastMs));
  const started = clock.monotonic();
  const begin = (): void => catalogue.begin(clock.now() - (clock.monotonic() - started), lastMs);
  const condition = (): HistoryCondition => conditionOf(directory, opened, catalogue.repairs);
  const store = new TieredStore({ ...parts, catalogue, begin, kept: { archives, condition } });
  if (clock.now() >= lastMs) store.begin();
  return store;
}

function inMemory(parts: Parts, condition: HistoryCondition): Store {
  const { present } = parts;
  const catalogue = new Catalogue({ directory: present.directory, path: null, since: 0 });
  return new TieredStore({
    ...parts,
    catalogue,
    kept: { archives: new Map(), condition: () => condition },
  });
}

function engineOf(options: RemoteQueryOptions | undefined, clock: Clock): RemoteEngine | null {
  return options ? new RemoteEngine(options, clock) : null;
}

function unreadable(error: unknown): InputError {
  const { message } = error as Error;
  return new InputError('HISTORY_UNREADABLE', message, { cause: error });
}
