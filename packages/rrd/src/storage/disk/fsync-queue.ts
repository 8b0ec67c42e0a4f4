import type { AppendFile } from './append-file.ts';

/** Syncs files while others are written: on a busy disk a sync takes seconds, and no row should wait for it. */
export class FsyncQueue {
  readonly #files = new Set<AppendFile>();
  #running: Promise<void> | null = null;
  #error: unknown = null;
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Whether the last sync failed. */
  get failed(): boolean {
    return this.#error !== null;
  }

  /** Syncs what was written to the file until now, and all that could not be synced before. */
  want(file: AppendFile): void {
    this.#files.add(file);
    this.#running ??= this.#run();
  }

  /**
   * Resolves when nothing is left.
   *
   * @throws the error of the system; what is left is tried again by the next call.
   */
  async drain(): Promise<void> {
    while (this.#files.size > 0 || this.#running) {
      await (this.#running ??= this.#run());
      if (this.#error !== null) throw this.#error;
    }
  }

  async #run(): Promise<void> {
    for (const file of this.#files) {
      // Before: what is written meanwhile wants another.
      this.#files.delete(file);
      try {
        await file.sync();
        this.#error = null;
      } catch (error) {
        this.#files.add(file);
        this.#error = error;
        this.#onError(error);
        break;
      }
    }
    this.#running = null;
  }
}
