import { Periodic } from '../periodic.ts';
import type { Part, Reading } from '../reading.ts';
import { readSensors, type Temperature } from './read-sensors.ts';

const PERIOD_MS = 10_000;

/** Temperatures that the sensors of the machine report. */
export class Sensors implements Part {
  readonly #temperatures: Periodic<readonly Temperature[]>;
  readonly #slots = new Map<string, number>();

  constructor(root: string) {
    this.#temperatures = new Periodic(() => readSensors(root), PERIOD_MS);
  }

  read(timeMs: number): void {
    this.#temperatures.refresh(timeMs);
  }

  record(reading: Reading): void {
    for (const { key, celsius } of this.#temperatures.value(reading.timeMs) ?? []) {
      const slot = this.#slots.get(key) ?? reading.slot(`sensor.${key}.temperature`);
      this.#slots.set(key, slot);
      reading.put(slot, celsius);
    }
  }
}
