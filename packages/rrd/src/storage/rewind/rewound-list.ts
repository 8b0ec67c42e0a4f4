import { readRewound, writeRewound, type Rewound } from './rewound.ts';
import { withInactiveRows, type EngineOptions } from '../engine.ts';
import type { Files } from '../disk/files.ts';
import type { Repair } from '../segment/load-segment.ts';
import { NAMES } from '../names.ts';
import { rewindRows } from './rewind.ts';
import { takeBack } from './take-back.ts';

/** A row this far ahead of the one before may be of a clock that is right again. */
const JUMP_MS = 120_000;

/** Rows that wait for the clock to come back to them. Those of the newest are the oldest: each ends before those before it. */
export class RewoundList {
  readonly #files: Files;
  readonly #directory: string;
  #waiting: Rewound[] = [];
  #damaged: Rewound[] = [];
  /** Those of a clock that was wrong, since the database was opened. */
  readonly #closed: Rewound[] = [];

  private constructor(files: Files, directory: string) {
    this.#files = files;
    this.#directory = directory;
  }

  /** Those of a directory whose newest row ends at `lastMs`. */
  static async open(files: Files, directory: string, lastMs: number): Promise<RewoundList> {
    const rewoundList = new RewoundList(files, directory);
    await rewoundList.read(lastMs);
    return rewoundList;
  }

  /** Whether rows may come back that are newer than `lastMs`. */
  isWaiting(lastMs: number): boolean {
    return this.#waiting.some((rewound) => rewound.lastMs > lastMs);
  }

  /** What is not shown though it is there, while the newest row ends at `lastMs`. */
  repairs(lastMs: number): Repair[] {
    const repair = ({ path, points }: Rewound, problem: string): Repair => ({
      file: path,
      problem,
      rowsLost: points,
    });
    const until = (rewound: Rewound): string => new Date(rewound.lastMs).toISOString();
    const waiting = this.#waiting.filter((rewound) => rewound.lastMs > lastMs);
    return [
      ...waiting.map((aside) => repair(aside, `set aside until the clock is past ${until(aside)}`)),
      ...this.#closed.map((aside) => repair(aside, 'set aside because the clock was wrong')),
      ...this.#damaged.map((aside) => repair(aside, `set aside, and ${NAMES.record} is damaged`)),
    ];
  }

  /**
   * The rows that come back before one that ends at `endMs` after the newest at `lastMs`, null for none. A clock that
   * passes all of them at once was behind, unless more rows were kept since than are aside: then it was ahead before.
   */
  before(endMs: number, lastMs: number, rowsAfter: (timeMs: number) => number): Rewound | null {
    const newest = this.#waiting.at(-1);
    if (!newest || endMs - lastMs <= JUMP_MS) return null;
    if (newest.lastMs <= lastMs || newest.lastMs >= endMs) return null;
    return newest.rows >= rowsAfter(newest.keptMs) ? newest : null;
  }

  /** Sets aside all rows after `keptMs`. */
  async set(options: EngineOptions, keptMs: number, lastMs: number): Promise<void> {
    for (const passed of this.#waiting.filter((each) => each.lastMs <= lastMs)) {
      await writeRewound(this.#files, { ...passed, state: 'closed' });
    }
    await withInactiveRows(options, (rows) => rewindRows(rows, keptMs, 'aside'));
  }

  /** Takes rows back; those that came since are set aside instead. */
  async takeBack(options: EngineOptions, rewound: Rewound): Promise<void> {
    const since = await withInactiveRows(options, (rows) => rewindRows(rows, rewound.keptMs, 'closed'));
    if (since.rows > 0) this.#closed.push(since);
    await takeBack(this.#files, this.#directory, rewound);
  }

  /** Finds what is there. */
  async read(lastMs: number): Promise<void> {
    const all = await readRewound(this.#files, this.#directory);
    this.#waiting = all.filter(({ state, lastMs: until }) => state === 'aside' && until > lastMs);
    this.#damaged = all.filter(({ state }) => state === 'damaged');
  }
}
