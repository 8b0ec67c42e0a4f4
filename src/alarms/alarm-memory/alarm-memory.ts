import type { Transition } from '../alarm-log/transition.ts';
import { isRaised } from '../evaluate/light.ts';

/** An alarm that is amber or red. */
export interface RaisedAlarm {
  /** The transition to the light that it has now. */
  readonly last: Transition;
  /** Epoch ms at which it was raised from a light that is not. */
  readonly raisedAt: number;
}

/** The raised alarms, by id: what the transitions add up to, also those of earlier runs. */
export class AlarmMemory {
  readonly #raised = new Map<string, RaisedAlarm>();
  readonly #byRule = new Map<string, Map<string, RaisedAlarm>>();

  get size(): number {
    return this.#raised.size;
  }

  get(alarm: string): RaisedAlarm | null {
    return this.#raised.get(alarm) ?? null;
  }

  all(): IterableIterator<RaisedAlarm> {
    return this.#raised.values();
  }

  /** Those of one rule. */
  ofRule(rule: string): Iterable<RaisedAlarm> {
    return this.#byRule.get(rule)?.values() ?? [];
  }

  apply(transition: Transition): void {
    const { alarm, rule, to, time } = transition;
    const ofRule = this.#byRule.get(rule) ?? new Map<string, RaisedAlarm>();
    this.#byRule.set(rule, ofRule);
    if (isRaised(to)) {
      const raised = { last: transition, raisedAt: this.#raised.get(alarm)?.raisedAt ?? time };
      this.#raised.set(alarm, raised);
      ofRule.set(alarm, raised);
    } else {
      this.#raised.delete(alarm);
      ofRule.delete(alarm);
    }
  }
}
