import type { AppendFile } from './append-file.ts';
import { FsyncQueue } from './fsync-queue.ts';

/** Why writing does not go on as it should; 'ok' when it does. */
export type DiskConditionKind = 'disk-full' | 'read-only' | 'failing';

/** What is wrong with the disk, and since when. */
export interface DiskCondition {
  readonly kind: DiskConditionKind;
  readonly reason: string;
  readonly sinceMs: number;
}

/** Something to write; it is tried again from its beginning after it failed. */
export interface Job {
  run(): Promise<void>;
  /** Rows of one length may be given up, oldest first, when too many wait; null = never. */
  readonly rows: {
    readonly rowMs: number;
    /** Forgets the row; what of the job must be done all the same is another job. */
    drop(): Job | null;
  } | null;
}

interface Waiting {
  readonly job: Job;
  /** Resolves the promise that `push` returned. */
  readonly settle: () => void;
}

const kinds: Readonly<Record<string, DiskConditionKind>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
};

/** What an error of the system says of the disk. */
export function diskConditionOf(error: unknown, sinceMs: number): DiskCondition {
  const code = (error as NodeJS.ErrnoException).code;
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: kinds[code ?? ''] ?? 'failing', reason, sinceMs };
}

/**
 * Writes one after the other. Where writing fails, what follows waits, up to `mostRows` rows of each length, and every
 * further `push` tries again.
 */
export class WriteQueue {
  /** Called before anything is written; what it throws is condition, and all waits. */
  onRun: () => Promise<void> = () => Promise.resolve();
  #condition: DiskCondition | null = null;
  /** What `#condition` was made of. */
  #error: unknown = null;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  readonly #dropped = new Map<number, number>();
  readonly #mostRows: number;
  readonly #nowMs: () => number;
  readonly #fsyncs = new FsyncQueue((error) => this.#fail(error));

  constructor(mostRows: number, nowMs: () => number) {
    this.#mostRows = mostRows;
    this.#nowMs = nowMs;
  }

  get condition(): DiskCondition | null {
    return this.#condition;
  }

  /** Rows of a length that wait. */
  pending(rowMs: number): number {
    return this.#waiting.filter(({ job }) => job.rows?.rowMs === rowMs).length;
  }

  /** Rows of a length that were given up. */
  dropped(rowMs: number): number {
    return this.#dropped.get(rowMs) ?? 0;
  }

  /** Resolves when the job is done, or has failed and waits. */
  push(job: Job): Promise<void> {
    return new Promise<void>((settle) => this.#enqueue({ job, settle }));
  }

  /** As {@link push}, for a job that nothing waits for. */
  add(job: Job): void {
    this.#enqueue({ job, settle: () => {} });
  }

  /** Syncs a file while further jobs are done. */
  sync(file: AppendFile): void {
    this.#fsyncs.want(file);
  }

  /**
   * Resolves when all that was to be synced is; for a job whose work must not outlive what was written before it.
   *
   * @throws the error of the system.
   */
  synced(): Promise<void> {
    return this.#fsyncs.drain();
  }

  /** Tries what waits; resolves when nothing is left or it fails. */
  async drain(): Promise<void> {
    if (this.#waiting.length > 0) this.#start();
    while (this.#running) await this.#running;
    // What failed is in `condition`.
    await this.#fsyncs.drain().catch(() => {});
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    const { rows } = waiting.job;
    if (rows) this.#bound(rows.rowMs);
    this.#start();
  }

  /**
   * Resolves when all is written and synced.
   *
   * @throws the error of the system for which it is not.
   */
  async finish(): Promise<void> {
    await this.drain();
    if (this.#condition) throw this.#error;
  }

  /** Gives up all that waits; resolves when nothing is being written. */
  async abandon(): Promise<void> {
    for (const { settle } of this.#waiting.splice(this.#running ? 1 : 0)) settle();
    while (this.#running) await this.#running;
    this.#waiting = [];
    await this.#fsyncs.drain().catch(() => {});
  }

  #fail(error: unknown): void {
    this.#error = error;
    this.#condition = diskConditionOf(error, this.#condition?.sinceMs ?? this.#nowMs());
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // What is handed in by the same call is seen by one run.
    await Promise.resolve();
    const isReady = await this.onRun().then(
      () => true,
      (error: unknown) => {
        this.#fail(error);
        return false;
      },
    );
    for (let first = isReady ? this.#waiting[0] : undefined; first; first = this.#waiting[0]) {
      try {
        await first.job.run();
      } catch (error) {
        this.#fail(error);
        break;
      }
      this.#waiting.shift();
      first.settle();
      if (!this.#fsyncs.failed) this.#condition = null;
    }
    this.#running = null;
    for (const { settle } of this.#waiting) settle();
  }

  #bound(rowMs: number): void {
    if (this.pending(rowMs) <= this.#mostRows) return;
    // The first of all may be in the middle of its writing.
    const at = this.#waiting.findIndex(({ job }, i) => i > 0 && job.rows?.rowMs === rowMs);
    const { job, settle } = this.#waiting[at]!;
    const rest = job.rows!.drop();
    this.#waiting.splice(at, 1, ...(rest ? [{ job: rest, settle }] : []));
    settle();
    this.#dropped.set(rowMs, this.dropped(rowMs) + 1);
  }
}
