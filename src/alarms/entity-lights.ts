import type { EntityClass } from '../model/classes.ts';
import type { Entity } from '../model/entity.ts';
import type { Alarms } from './alarms.ts';
import { alarmLight, isRaised, LightCode, type AlarmLight } from './evaluate/light.ts';

/** By code of a light: a worse one is higher. What is unknown is worse than what is known to be good. */
const ranks: readonly number[] = [0, 1, 3, 4, 2];

/**
 * The worst light of the alarms about each entity; what another alarm hides does not count. Looked at once after each
 * evaluation, when it is asked for: 10 ms for 200,000 pairs.
 */
export class EntityLights {
  readonly #alarms: Alarms;
  #lights = new Map<EntityClass, Map<string, LightCode>>();
  #evaluations = -1;

  constructor(alarms: Alarms) {
    this.#alarms = alarms;
  }

  /** Grows with every evaluation: what was made of the lights before is old then. */
  get evaluations(): number {
    return this.#alarms.evaluations;
  }

  /** Null where no alarm about it is evaluated. */
  of({ class: cls, id }: Pick<Entity, 'class' | 'id'>): Exclude<AlarmLight, 'off'> | null {
    const { evaluations } = this;
    if (evaluations !== this.#evaluations) {
      this.#evaluations = evaluations;
      this.#lights = new Map();
      this.#read();
    }
    const light = alarmLight(this.#lights.get(cls)?.get(id) ?? LightCode.off);
    return light === 'off' ? null : light;
  }

  #read(): void {
    const { evaluator, book } = this.#alarms;
    for (const { plan } of evaluator.plans()) {
      const { lights } = plan.state;
      let [before, worst]: [Entity | null, LightCode] = [null, LightCode.off];
      for (let pair = 0; pair < plan.length; pair++) {
        const entity = plan.entities[pair] as Entity;
        if (entity !== before) {
          if (before) this.#add(before.class, before.id, worst);
          [before, worst] = [entity, LightCode.off];
        }
        const code = lights[pair] as LightCode;
        // What is raised is in the memory, which also holds what flaps.
        if (!isRaised(alarmLight(code))) worst = worseOf(worst, code);
      }
      if (before) this.#add(before.class, before.id, worst);
    }
    for (const { last } of book.memory.all()) {
      if (last.to === 'off' || this.#alarms.inhibitorOf(last.rule, this.#alarms.entityOf(last)) !== null)
        continue;
      this.#add(last.class, last.entity, LightCode[last.to]);
    }
  }

  #add(cls: EntityClass, id: string, light: LightCode): void {
    if (light === LightCode.off) return;
    const known = this.#lights.get(cls) ?? new Map<string, LightCode>();
    this.#lights.set(cls, known);
    known.set(id, worseOf(known.get(id) ?? LightCode.off, light));
  }
}

function worseOf(a: LightCode, b: LightCode): LightCode {
  return (ranks[a] as number) >= (ranks[b] as number) ? a : b;
}
