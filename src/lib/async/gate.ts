import { aborted } from './aborted.ts';

export interface GateOptions {
  /** Callers that may be inside at one time. */
  readonly places: number;
  /** A place is free again after so long, however long its caller takes: one that hangs keeps out no other for longer. */
  readonly longestMs: number;
}

/**
 * Lets a few callers at a time begin what is costly at its beginning.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Gate } from './gate.ts';
 * const gate = new Gate({ places: 1, longestMs: 60_000 });
 * const { signal } = new AbortController();
 * const order: string[] = [];
 * const first = await gate.enter(signal);
 * const second = gate.enter(signal).then((place) => (order.push('second'), place));
 * order.push('first');
 * first[Symbol.dispose]();
 * (await second)[Symbol.dispose]();
 * assert.deepEqual(order, ['first', 'second']);
 */
export class Gate {
  readonly #longestMs: number;
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor({ places, longestMs }: GateOptions) {
    this.#free = places;
    this.#longestMs = longestMs;
  }

  /** Waits for a place, in the order of the calls; disposing of it frees it. @throws the signal's reason. */
  async enter(signal: AbortSignal): Promise<Disposable> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    let isHeld = true;
    const leave = (): void => {
      if (!isHeld) return;
      isHeld = false;
      clearTimeout(timer);
      this.#next();
    };
    const timer = setTimeout(leave, this.#longestMs).unref();
    return { [Symbol.dispose]: leave };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    let enter = (): void => undefined;
    const entered = new Promise<void>((resolve) => void (enter = resolve));
    this.#waiting.add(enter);
    await Promise.race([entered, aborted(signal)]);
    // Not there any more: the place is this caller's, also where the signal aborted in the same turn.
    if (!this.#waiting.delete(enter)) {
      if (!signal.aborted) return;
      this.#next();
    }
    signal.throwIfAborted();
  }

  /** Gives a place to the first that waits. */
  #next(): void {
    const [enter] = this.#waiting;
    if (!enter) this.#free++;
    else {
      this.#waiting.delete(enter);
      enter();
    }
  }
}
