/** Multiples of it, less their whole part, are spread evenly however many there are. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Phases of sources in their intervals. Each source takes the first free place; two places share a phase, so that the first
 * two sources, a machine and its hypervisor, are read together at the tick.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Phases } from './phases.ts';
 * const phases = new Phases();
 * const places = [phases.take(), phases.take(), phases.take()];
 * assert.deepEqual(places.map((place) => phases.phaseMs(place, 5000)), [0, 0, 3090]);
 */
export class Phases {
  readonly #taken = new Set<number>();

  take(): number {
    let place = 0;
    while (this.#taken.has(place)) place++;
    this.#taken.add(place);
    return place;
  }

  release(place: number): void {
    this.#taken.delete(place);
  }

  /** How long after the beginning of its interval a source at a place is polled. */
  phaseMs(place: number, intervalMs: number): number {
    return Math.floor(((Math.floor(place / 2) * goldenRatio) % 1) * intervalMs);
  }
}
