import type { WireDomain } from '@virtscope/libvirt/wire';
import type { Clock } from '../../model/clock.ts';
import { ControlError, phaseAfter, phaseAfterBoot, type Command } from './control.ts';
import { createFleet, type FleetOptions, type Guest } from './guest.ts';
import { phaseAt, type Phase } from './state-machine.ts';

/** Called after every change of a guest, in order of time. */
export type ChangeListener = (guest: Guest, before: Phase, after: Phase) => void;

/** Ids repeat after so many runs. */
const RUNS = 1000;
/** Timers take no longer waits than this. */
const LONGEST_SLEEP_MS = 86_400_000;

/** A guest as calls name it: its id is its own, new in each run and -1 while it is off. */
export function domainOf(guest: Guest, phase: Phase, fleetSize: number): WireDomain {
  const run = ((phase.run % RUNS) + RUNS) % RUNS;
  return { name: guest.name, uuid: guest.uuid, id: phase.on ? 1 + guest.index + fleetSize * run : -1 };
}

/** All guests and the present phase of each. */
export class World {
  readonly guests: readonly Guest[];
  /** The guests in the daemon's order, which is neither by name nor by start. */
  readonly shuffled: readonly Guest[];
  readonly #clock: Clock;
  readonly #phases: Phase[];
  /** Guests that were commanded and have left their schedules. */
  readonly #commanded = new Set<number>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #byUuid = new Map<number, Guest>();
  readonly #byName = new Map<string, Guest>();
  #wakeUp = new AbortController();

  constructor(options: FleetOptions, clock: Clock) {
    this.guests = createFleet(options);
    this.shuffled = this.guests.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));
    this.#clock = clock;
    const now = clock.now();
    this.#phases = this.guests.map((guest) => phaseAt(guest.schedule, now));
    for (const guest of this.guests) {
      this.#byUuid.set(firstWord(guest.uuidBytes, 0), guest);
      this.#byName.set(guest.name, guest);
    }
  }

  /** The present phase of a guest; changes that are due happen first. */
  phase(guest: Guest, now = this.#clock.now()): Phase {
    const phase = this.#phases[guest.index]!;
    // Fast path: most guests stay in one phase for days.
    return now < phase.until ? phase : this.#advance(guest, now);
  }

  domain(guest: Guest, now = this.#clock.now()): WireDomain {
    return domainOf(guest, this.phase(guest, now), this.guests.length);
  }

  byName(name: string): Guest | null {
    return this.#byName.get(name) ?? null;
  }

  /** The guest with the UUID whose 16 bytes begin at `offset`. */
  byUuid(bytes: Uint8Array, offset: number): Guest | null {
    const guest = this.#byUuid.get(firstWord(bytes, offset));
    if (!guest) return null;
    for (let i = 4; i < 16; i++) if (guest.uuidBytes[i] !== bytes[offset + i]) return null;
    return guest;
  }

  byId(id: number): Guest | null {
    if (id < 1) return null;
    const guest = this.guests[(id - 1) % this.guests.length]!;
    return this.domain(guest).id === id ? guest : null;
  }

  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Does something to a guest, which from then on changes by command only.
   *
   * @throws {ControlError} if there is no such guest or it is in no state for it.
   */
  command(name: string, command: Command): void {
    const guest = this.byName(name);
    if (!guest) throw new ControlError(`Cannot ${command} guest "${name}": there is no such guest`);
    const now = this.#clock.now();
    const after = phaseAfter(command, this.phase(guest, now), now);
    this.#commanded.add(guest.index);
    this.#change(guest, after);
    this.#wakeUp.abort();
  }

  /** Makes every change when it is due, until the signal ends it. */
  async live(signal: AbortSignal): Promise<void> {
    const end = (): void => this.#wakeUp.abort();
    signal.addEventListener('abort', end, { once: true });
    while (!signal.aborted) {
      const now = this.#clock.now();
      let next = Infinity;
      for (const guest of this.guests) next = Math.min(next, this.phase(guest, now).until);
      this.#wakeUp = new AbortController();
      const wait = Math.min(Math.max(1, Math.ceil(next - now)), LONGEST_SLEEP_MS);
      await this.#clock.sleep(wait, this.#wakeUp.signal).catch(() => undefined);
    }
  }

  #advance(guest: Guest, now: number): Phase {
    let phase = this.#phases[guest.index]!;
    while (now >= phase.until) {
      const after = this.#commanded.has(guest.index)
        ? phaseAfterBoot(phase)
        : phaseAt(guest.schedule, phase.until);
      this.#change(guest, after);
      phase = after;
    }
    return phase;
  }

  #change(guest: Guest, after: Phase): void {
    const before = this.#phases[guest.index]!;
    this.#phases[guest.index] = after;
    for (const listener of this.#listeners) listener(guest, before, after);
  }
}

function firstWord(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}
