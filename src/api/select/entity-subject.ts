import type { EntityLights } from '../../alarms/mod.ts';
import { hostOf, type Entity } from '../../model/entity.ts';
import type { Fact, FactName, FactValue } from '../../model/facts.ts';
import type { AlarmsLight } from '../../model/light.ts';
import type { Subject } from '../../model/select/mod.ts';
import type { LatestTable, Store } from '../../store/mod.ts';
import type { Services } from '../context.ts';

/** The entities of a table of newest values as a selector sees them: one object, which stands for one row at a time. */
export class EntitySubject implements Subject {
  readonly now: number;
  readonly #store: Pick<Store, 'entity'>;
  readonly #lights: Pick<EntityLights, 'of'>;
  readonly #latest: LatestTable;
  #row = 0;
  #entity: Entity;

  /** @param latest with the metrics of the selector and at least one entity. */
  constructor({ store, clock, alarms }: Pick<Services, 'store' | 'clock' | 'alarms'>, latest: LatestTable) {
    this.now = clock.now();
    this.#store = store;
    this.#lights = alarms.lights;
    this.#latest = latest;
    this.#entity = latest.entities[0] as Entity;
  }

  at(row: number): this {
    this.#row = row;
    this.#entity = this.#latest.entities[row] as Entity;
    return this;
  }

  get class(): string {
    return this.#entity.class;
  }
  get id(): string {
    return this.#entity.id;
  }
  get name(): string {
    return this.#entity.name;
  }
  get state(): string {
    return this.#entity.state;
  }
  get condition(): Entity['condition'] {
    return this.#entity.condition;
  }
  get alarms(): AlarmsLight {
    return this.#lights.of(this.#entity);
  }
  get source(): string {
    return this.#entity.source;
  }
  get host(): string | null {
    return this.#entity.class === 'host' ? this.#entity.id : hostOf(this.#entity);
  }
  get hostName(): string | null {
    const { host } = this;
    return host === null ? null : (this.#store.entity('host', host)?.name ?? null);
  }

  metric(name: string): number | null {
    return this.#latest.columns.get(name)?.[this.#row] ?? null;
  }

  fact(name: FactName): FactValue | null {
    const fact: Fact | undefined = this.#entity.facts[name];
    return fact?.value ?? null;
  }
}
