import { BlockCache } from '../block/block-cache.ts';
import type { Cells } from '../cells.ts';
import type { DiskCondition } from '../disk/write-queue.ts';
import type { Opened } from '../opened.ts';
import { ReadProblems } from './read-problems.ts';
import { readSeries, type SeriesQuery } from './read-series.ts';

/** Block indexes kept parsed. */
const CACHED = 32;

/** Reads rows, also while others are appended; files are moved when nothing is being read. */
export class Reader {
  readonly #opened: Opened;
  readonly #cache: BlockCache;
  readonly #problems: ReadProblems;
  readonly #reading = new Set<Promise<void>>();

  constructor(opened: Opened) {
    this.#opened = opened;
    this.#cache = new BlockCache(CACHED, opened.settings.identity);
    this.#problems = new ReadProblems(opened.engineOptions.repairs, opened.nowMs);
  }

  get condition(): DiskCondition | undefined {
    return this.#problems.condition;
  }

  /** Fills in `cells` what there is now. */
  read(query: SeriesQuery, cells: Cells): Promise<void> {
    const { files, unreadable } = this.#opened;
    const from = { files, cache: this.#cache, unreadable, onRead: this.#problems.onRead };
    const reading = readSeries(query, cells, from);
    this.#reading.add(reading);
    const end = (): void => void this.#reading.delete(reading);
    reading.then(end, end);
    return reading;
  }

  /** Resolves when nothing is being read that was begun before. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#reading);
  }

  /** Called when a file is removed. */
  forget(path: string): void {
    this.#cache.forget(path);
    this.#problems.forget(path);
  }

  /** Called when files were moved while nothing was read: others have their names. */
  forgetAll(): void {
    this.#cache.clear();
    this.#problems.clear();
  }
}
