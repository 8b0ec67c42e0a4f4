import type { AlarmBook } from '../alarm-book.ts';
import { alarmId, keyOf, type Transition } from '../alarm-log/transition.ts';
import { LightCode } from '../evaluate/light.ts';
import type { LightChange, PlanListener, RulePlan } from '../evaluate/rule-plan.ts';

interface PastLight {
  readonly light: LightCode;
  /** Epoch ms. */
  readonly since: number;
}

/**
 * Gives the pairs of a replay the lights that their alarms had: those of the log and of the memory, not those that the
 * replay finds. It does not know how long a level had been passed when it begins.
 */
export class PastLights implements PlanListener {
  readonly #lights = new Map<string, PastLight>();
  /** Those after the beginning, oldest first. */
  readonly #later: Transition[] = [];
  readonly #from: number;
  readonly #begun = new Set<string>();
  #next = 0;

  /** @param from epoch ms: the beginning */
  constructor({ log, memory }: Pick<AlarmBook, 'log' | 'memory'>, from: number) {
    this.#from = from;
    for (const transition of log.all) {
      const { alarm, from: before, to, time } = transition;
      if (time > from) this.#later.push(transition);
      if (time <= from) this.#lights.set(alarm, { light: LightCode[to], since: time });
      else if (!this.#lights.has(alarm)) this.#lights.set(alarm, { light: LightCode[before], since: from });
    }
    for (const { last } of memory.all()) {
      if (!this.#lights.has(last.alarm))
        this.#lights.set(last.alarm, { light: LightCode[last.to], since: last.time });
    }
  }

  restore(plan: RulePlan, pair: number): PastLight | null {
    const alarm = alarmId(keyOf(plan, pair));
    if (this.#begun.has(alarm)) return null;
    this.#begun.add(alarm);
    return this.#lights.get(alarm) ?? { light: LightCode.green, since: this.#from };
  }

  change(plan: RulePlan, pair: number, { from, time }: LightChange): void {
    plan.state.set(pair, from, time);
  }

  /** Sets what changed until a row, after it was evaluated. @param time end of the row, epoch ms */
  follow(plans: Iterable<RulePlan>, time: number): void {
    for (; (this.#later[this.#next]?.time ?? Infinity) <= time; this.#next++) {
      const { rule, entity, instance, to } = this.#later[this.#next] as Transition;
      for (const plan of plans) {
        const pair = plan.rule.id === rule ? plan.find(entity, instance) : -1;
        if (pair >= 0) plan.state.set(pair, LightCode[to], time);
      }
    }
  }
}
