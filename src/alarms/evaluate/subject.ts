import { hostOf, type Entity } from '../../model/entity.ts';
import type { FactName, FactValue, Fact } from '../../model/facts.ts';
import type { Subject } from '../../model/select/mod.ts';
import type { EntityReader } from '../../store/mod.ts';

/** Entities of batches as selectors see them: one object, which stands for one at a time. Metrics are not compared. */
export class BatchSubject implements Subject {
  readonly #entities: Pick<EntityReader, 'entity'>;
  #entity: Entity | null = null;
  now = 0;

  constructor(entities: Pick<EntityReader, 'entity'>) {
    this.#entities = entities;
  }

  at(entity: Entity, now: number): this {
    this.#entity = entity;
    this.now = now;
    return this;
  }

  get class(): string {
    return this.#entity?.class ?? '';
  }
  get id(): string {
    return this.#entity?.id ?? '';
  }
  get name(): string {
    return this.#entity?.name ?? '';
  }
  get state(): string {
    return this.#entity?.state ?? 'unknown';
  }
  get condition(): Entity['condition'] {
    return this.#entity?.condition ?? null;
  }
  /** Rules do not look at what they find themselves. */
  get alarms(): null {
    return null;
  }
  get source(): string {
    return this.#entity?.source ?? '';
  }
  get host(): string | null {
    if (this.#entity === null) return null;
    return this.#entity.class === 'host' ? this.#entity.id : hostOf(this.#entity);
  }
  get hostName(): string | null {
    const { host } = this;
    return host === null ? null : (this.#entities.entity('host', host)?.name ?? null);
  }

  metric(): null {
    return null;
  }

  fact(name: FactName): FactValue | null {
    const fact: Fact | undefined = this.#entity?.facts[name];
    return fact?.value ?? null;
  }
}
