import type { Batch } from '../model/batch.ts';

/** Receives batches. */
export interface Consumer {
  /**
   * Called with every batch. It copies what it keeps and queues the rest; one that has much to copy lets the event loop
   * turn meanwhile, and the source is not polled again before it has.
   */
  append(batch: Batch): void | Promise<void>;
  /** Called when a source was removed, after its last batch. */
  remove?(source: string): void | Promise<void>;
  /** Called when a row has ended, whether or not a batch came for it: epoch ms of its end. */
  closeRows?(rowEndMs: number): void | Promise<void>;
}

/**
 * Calls consumers, in their order. One that throws is reported, once until it throws something else or works again, and
 * the others are called.
 */
export class Consumers {
  readonly #consumers: readonly Consumer[];
  readonly #onError: (error: unknown, what: string) => void;
  /** Last error, by consumer and method. */
  readonly #thrown = new Map<string, string>();

  constructor(consumers: readonly Consumer[], onError: (error: unknown, what: string) => void) {
    this.#consumers = consumers;
    this.#onError = onError;
  }

  append(batch: Batch): Promise<void> {
    return this.#call(`consumer of ${batch.source}`, (consumer) => consumer.append(batch));
  }

  async remove(source: string): Promise<void> {
    await this.#call(`removal of ${source}`, (consumer) => consumer.remove?.(source));
    for (const i of this.#consumers.keys())
      for (const what of ['consumer', 'removal']) this.#thrown.delete(`${i} ${what} of ${source}`);
  }

  closeRows(rowEndMs: number): Promise<void> {
    return this.#call('end of a row', (consumer) => consumer.closeRows?.(rowEndMs));
  }

  async #call(what: string, call: (consumer: Consumer) => void | Promise<void>): Promise<void> {
    for (const [i, consumer] of this.#consumers.entries()) {
      const key = `${i} ${what}`;
      try {
        await call(consumer);
        this.#thrown.delete(key);
      } catch (error) {
        if (this.#thrown.get(key) === String(error)) continue;
        this.#thrown.set(key, String(error));
        this.#onError(error, what);
      }
    }
  }
}
