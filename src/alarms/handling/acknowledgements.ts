/** It ends so long after its alarm has cleared, so that one that comes back at once is still acknowledged. */
const AFTER_CLEAR_MS = 900_000;

/** A person has seen an alarm. */
export interface Acknowledgement {
  readonly alarm: string;
  readonly by: string;
  readonly reason: string;
  /** Epoch ms. */
  readonly time: number;
  /** Epoch ms at which the alarm cleared; null while it is raised. */
  readonly clearedAt: number | null;
}

/** Acknowledgements by alarm. */
export class Acknowledgements {
  readonly #byAlarm = new Map<string, Acknowledgement>();

  all(): IterableIterator<Acknowledgement> {
    return this.#byAlarm.values();
  }

  /** Null where there is none, or it has ended at a time (epoch ms). */
  of(alarm: string, now: number): Acknowledgement | null {
    const found = this.#byAlarm.get(alarm);
    if (!found || hasEnded(found, now)) return null;
    return found;
  }

  set(acknowledgement: Acknowledgement): void {
    this.#byAlarm.set(acknowledgement.alarm, acknowledgement);
  }

  /** Takes one back: it is as if its alarm had cleared long ago, which a file says to earlier versions too. Null where there is none. */
  withdraw(alarm: string, now: number): Acknowledgement | null {
    const found = this.of(alarm, now);
    if (!found) return null;
    const ended = { ...found, clearedAt: now - AFTER_CLEAR_MS };
    this.set(ended);
    return ended;
  }

  /** Notes that an alarm cleared, or was raised again; what changed by it. */
  note(alarm: string, isRaised: boolean, now: number): Acknowledgement | null {
    const found = this.of(alarm, now);
    if (!found || (found.clearedAt === null) === isRaised) return null;
    const changed = { ...found, clearedAt: isRaised ? null : now };
    this.set(changed);
    return changed;
  }

  expire(now: number): void {
    for (const [alarm, one] of this.#byAlarm) if (hasEnded(one, now)) this.#byAlarm.delete(alarm);
  }
}

function hasEnded({ clearedAt }: Acknowledgement, now: number): boolean {
  return clearedAt !== null && now - clearedAt >= AFTER_CLEAR_MS;
}
