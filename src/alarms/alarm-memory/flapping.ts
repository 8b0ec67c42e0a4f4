import type { Transition } from '../alarm-log/transition.ts';
import { ALARM_LIGHTS, type AlarmLight } from '../evaluate/light.ts';

const CHANGES = 5;
const WITHIN_MS = 300_000;
const CALM_MS = 900_000;

interface Changes {
  /** Epoch ms of the newest changes. */
  times: number[];
  /** The light by the values alone. */
  light: AlarmLight;
  /** The light that is held; null where it does not flap. */
  held: AlarmLight | null;
}

/** Finds alarms that change five times in five minutes; such a one has its worst light until 15 minutes are calm. */
export class Flapping {
  readonly #changes = new Map<string, Changes>();

  isFlapping(alarm: string): boolean {
    return (this.#changes.get(alarm)?.held ?? null) !== null;
  }

  /** The light that an alarm has after a change from one light to another by its values. */
  change(alarm: string, from: AlarmLight, to: AlarmLight, time: number): AlarmLight {
    // What is not evaluated is over.
    if (to === 'off') {
      this.#changes.delete(alarm);
      return to;
    }
    const changes = this.#changes.get(alarm) ?? { times: [], light: to, held: null };
    this.#changes.set(alarm, changes);
    changes.times = [...changes.times.filter((one) => one > time - WITHIN_MS && one <= time), time];
    changes.light = to;
    if (changes.held !== null) changes.held = worst(changes.held, to);
    else if (changes.times.length >= CHANGES) changes.held = worst(from, to);
    return changes.held ?? to;
  }

  /**
   * Takes a transition of before a restart. What was held is held until it is calm after the restart.
   *
   * @param startedAt epoch ms
   */
  restore({ alarm, to, time, flapping }: Transition, startedAt: number): void {
    if (to === 'off') return void this.#changes.delete(alarm);
    const times = (this.#changes.get(alarm)?.times ?? []).filter((one) => one > time - WITHIN_MS);
    if (flapping) this.#changes.set(alarm, { times: [Math.max(time, startedAt)], light: to, held: to });
    else this.#changes.set(alarm, { times: [...times, time], light: to, held: null });
  }

  /** Ends what has been calm; the alarms that are no longer held, with the lights that their values call for. */
  *settle(now: number): Generator<readonly [alarm: string, light: AlarmLight]> {
    for (const [alarm, { times, light, held }] of this.#changes) {
      const calmMs = now - (times.at(-1) ?? now);
      if (calmMs < (held === null ? WITHIN_MS : CALM_MS)) continue;
      this.#changes.delete(alarm);
      if (held !== null) yield [alarm, light];
    }
  }
}

function worst(a: AlarmLight, b: AlarmLight): AlarmLight {
  const rank = (light: AlarmLight): number => (light === 'unknown' ? 0 : ALARM_LIGHTS.indexOf(light));
  return rank(a) > rank(b) ? a : b;
}
