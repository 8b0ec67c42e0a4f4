import { isSystemError } from '../disk/unreadable.ts';
import { diskConditionOf, type DiskCondition } from '../disk/write-queue.ts';
import type { Repair } from '../segment/load-segment.ts';

/** What could not be read: files that the disk does not give now, and files that are damaged. */
export class ReadProblems {
  readonly #damaged = new Set<string>();
  /** By path, what the disk did not give the last time. */
  readonly #unread = new Map<string, DiskCondition>();
  readonly #repairs: Repair[];
  readonly #nowMs: () => number;

  /** `repairs` gets an entry for each damaged file. */
  constructor(repairs: Repair[], nowMs: () => number) {
    this.#repairs = repairs;
    this.#nowMs = nowMs;
  }

  get condition(): DiskCondition | undefined {
    return this.#unread.values().next().value;
  }

  /** Called with each file that was read, and the error for which all or a part of it was not. */
  readonly onRead = (path: string, error: unknown): void => {
    if (error === null) this.#unread.delete(path);
    else if (isSystemError(error) && error.code !== 'ENOENT') {
      const condition = diskConditionOf(error, this.#unread.get(path)?.sinceMs ?? this.#nowMs());
      const reason = `Cannot read '${path}': ${condition.reason}`;
      this.#unread.set(path, { ...condition, kind: 'failing', reason });
    } else if (!this.#damaged.has(path)) {
      this.#damaged.add(path);
      this.#repairs.push({ file: path, problem: (error as Error).message, rowsLost: 0 });
    }
  };

  /** Called when a file is removed. */
  forget(path: string): void {
    this.#unread.delete(path);
  }

  /** Called when files were moved: what cannot be read is found again. */
  clear(): void {
    this.#unread.clear();
  }
}
