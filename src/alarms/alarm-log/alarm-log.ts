import { Notifier } from '../../lib/async/notifier.ts';
import type { Transition } from './transition.ts';

/** Transitions that are kept. */
export const MAX_TRANSITIONS = 10_000;

/** Which transitions are read. */
export type IsMeant = (transition: Transition) => boolean;

const all: IsMeant = () => true;

/** Transitions before a cursor, oldest first. */
export interface OlderRead {
  readonly transitions: readonly Transition[];
  /** There are others before these. */
  readonly hasOlder: boolean;
}

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

  /** The time of the oldest transition, epoch ms, where others before it are no longer kept; else null. */
  get keptSince(): number | null {
    const [first] = this.#transitions;
    return first && first.sequence > 1 ? first.time : null;
  }

  /** Those after a cursor, oldest first. The next read goes on behind all that were looked at. */
  after(cursor: number, most: number, isMeant = all): LogRead {
    const first = this.#transitions[0]?.sequence ?? this.#last + 1;
    const transitions: Transition[] = [];
    let end = Math.max(cursor, first - 1);
    for (let place = this.#placeAfter(cursor); transitions.length < most; place++) {
      const transition = this.#transitions[place];
      if (!transition) break;
      end = transition.sequence;
      if (isMeant(transition)) transitions.push(transition);
    }
    return { transitions, gap: Math.max(0, first - 1 - cursor), cursor: end };
  }

  /** The newest ones before a cursor, oldest first. */
  before(cursor: number, most: number, isMeant = all): OlderRead {
    const transitions: Transition[] = [];
    for (let place = this.#placeAfter(cursor - 1) - 1; place >= 0; place--) {
      const transition = this.#transitions[place] as Transition;
      if (!isMeant(transition)) continue;
      if (transitions.length === most) return { transitions: transitions.reverse(), hasOlder: true };
      transitions.push(transition);
    }
    return { transitions: transitions.reverse(), hasOlder: false };
  }

  of(alarm: string): readonly Transition[] {
    return this.#transitions.filter((one) => one.alarm === alarm);
  }

  /** Resolves when there is one after a cursor. @throws the signal's reason. */
  async wait(cursor: number, signal: AbortSignal, isMeant = all): Promise<void> {
    signal.throwIfAborted();
    let read = this.after(cursor, 1, isMeant);
    while (read.transitions.length === 0) {
      await this.#appended.wait(signal);
      read = this.after(read.cursor, 1, isMeant);
    }
  }

  /** Place of the first one after a cursor. Cursors are mostly near the end. */
  #placeAfter(cursor: number): number {
    return this.#transitions.findLastIndex(({ sequence }) => sequence <= cursor) + 1;
  }
}
