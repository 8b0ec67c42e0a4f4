import { Notifier } from '../../lib/async/notifier.ts';
import type { Transition } from './transition.ts';

/** Transitions that are kept. */
export const MAX_TRANSITIONS = 10_000;

/** Transitions from a cursor on. */
export interface LogRead {
  readonly transitions: readonly Transition[];
  /** Transitions between the cursor and the first of these that are no longer kept. */
  readonly gap: number;
  /** Sequence of the last one that was read: where the next read goes on. */
  readonly cursor: number;
}

/** The newest transitions of all alarms. Sequences go on through restarts. */
export class AlarmLog {
  #transitions: Transition[] = [];
  #last = 0;
  readonly #appended = new Notifier();

  get all(): readonly Transition[] {
    return this.#transitions;
  }

  /** Sequence of the newest transition; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  append(transition: Transition): void {
    this.#transitions.push(transition);
    this.#last = Math.max(this.#last, transition.sequence);
    // Moving them all for each one would take as long as they are many.
    if (this.#transitions.length >= 2 * MAX_TRANSITIONS)
      this.#transitions = this.#transitions.slice(-MAX_TRANSITIONS);
    this.#appended.notify();
  }

  /** Those after a cursor, oldest first. */
  after(cursor: number, most: number): LogRead {
    const first = this.#transitions[0]?.sequence ?? this.#last + 1;
    const start = this.#transitions.findIndex(({ sequence }) => sequence > cursor);
    const transitions = start < 0 ? [] : this.#transitions.slice(start, start + most);
    const gap = Math.max(0, first - 1 - cursor);
    return { transitions, gap, cursor: transitions.at(-1)?.sequence ?? Math.max(cursor, first - 1) };
  }

  /** The newest ones, oldest first. */
  newest(most: number): LogRead {
    const transitions = this.#transitions.slice(Math.max(0, this.#transitions.length - most));
    return { transitions, gap: 0, cursor: this.#last };
  }

  of(alarm: string): readonly Transition[] {
    return this.#transitions.filter((one) => one.alarm === alarm);
  }

  /** Resolves when there is one after a cursor. @throws the signal's reason. */
  async wait(cursor: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#last <= cursor) await this.#appended.wait(signal);
  }
}
