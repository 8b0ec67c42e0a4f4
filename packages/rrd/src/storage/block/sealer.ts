import { EventLoopYielder } from '../../steps.ts';
import type { ArchiveRows, Block } from '../archive-rows.ts';
import type { Files } from '../disk/files.ts';
import { diskConditionOf, type DiskCondition } from '../disk/write-queue.ts';
import { writeBlock } from './write-block.ts';

/** Returns a function that lets the event loop turn where that is due, and then calls `check`, which may throw. */
export function yieldWhenDue(check: () => void): () => Promise<void> {
  const yielder = new EventLoopYielder();
  return async () => {
    if (!yielder.isDue) return;
    await yielder.pause();
    check();
  };
}

class Stopped extends Error {}

/** Seals segments that take no more rows into blocks, in the background, and removes blocks that have expired. */
export class Sealer {
  condition: DiskCondition | null = null;
  readonly #files: Files;
  readonly #archives: () => Iterable<ArchiveRows>;
  readonly #nowMs: () => number;
  readonly #lastMs: () => number;
  readonly #onGone: (block: Block) => void;
  #running: Promise<void> | null = null;
  #stopped = false;
  #woken = false;

  constructor(options: {
    files: Files;
    archives: () => Iterable<ArchiveRows>;
    nowMs: () => number;
    /** End of the newest row. */
    lastMs: () => number;
    /** A block that is no longer part of its archive; its file still is there. */
    onGone: (block: Block) => void;
  }) {
    this.#files = options.files;
    this.#archives = options.archives;
    this.#nowMs = options.nowMs;
    this.#lastMs = options.lastMs;
    this.#onGone = options.onGone;
  }

  wake(): void {
    this.#woken = true;
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is being sealed. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Gives up the block that is being written. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.idle();
  }

  /** Does `work` while nothing is sealed. */
  async pausedFor(work: () => Promise<void>): Promise<void> {
    const wasStopped = this.#stopped;
    await this.stop();
    try {
      await work();
    } finally {
      if (!wasStopped) this.start();
    }
  }

  start(): void {
    this.#stopped = false;
    this.wake();
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    try {
      while (this.#woken) {
        this.#woken = false;
        for (const archive of this.#archives()) await this.#seal(archive);
        this.condition = null;
      }
    } catch (error) {
      if (!(error instanceof Stopped)) {
        this.condition = diskConditionOf(error, this.condition?.sinceMs ?? this.#nowMs());
      }
    }
    this.#running = null;
  }

  async #seal(archive: ArchiveRows): Promise<void> {
    const check = (): void => {
      if (this.#stopped) throw new Stopped();
    };
    for (const segment of archive.sealable) {
      check();
      if (segment.entries.length > 0) {
        const path = archive.blockPath(segment.firstRow);
        const { firstRow, lastRow, skipped: gaps } = segment;
        await writeBlock(this.#files, segment, path, yieldWhenDue(check));
        archive.blocks.push({ path, firstRow, lastRow, gaps });
      }
      archive.segments.splice(archive.segments.indexOf(segment), 1);
      await segment.file.close();
      await this.#files.remove(segment.path);
    }
    for (const block of archive.applyRetention(this.#lastMs())) {
      this.#onGone(block);
      await this.#files.remove(block.path);
    }
  }
}
