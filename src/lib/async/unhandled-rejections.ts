/**
 * Counts and logs the rejections that no code handles. Each is a bug, and Node would end the process for it: the
 * history in flight and every other source would be lost for one promise without an owner.
 */
export class UnhandledRejections implements Disposable {
  readonly #onRejection: (error: unknown) => void;
  #count = 0;

  /** Takes over the process's handler until it is disposed of. */
  constructor(log: (error: unknown) => void) {
    this.#onRejection = (error) => {
      this.#count++;
      log(error);
    };
    process.on('unhandledRejection', this.#onRejection);
  }

  /** Rejections since the start. */
  get count(): number {
    return this.#count;
  }

  [Symbol.dispose](): void {
    process.off('unhandledRejection', this.#onRejection);
  }
}
