import type { EntityLights } from '../../alarms/mod.ts';
import type { Clock } from '../../model/clock.ts';
import { hostOf, type Entity, type EntityClass } from '../../model/entity.ts';
import type { Store } from '../../store/mod.ts';
import type { Fact, FactName } from '../../model/facts.ts';
import { conditionView, factView } from '../entities/entity-view.ts';

/** Entities as a table has them. Texts are made when they are asked for: all at once take long. */
export interface Rows {
  /** The lists as JSON texts, conditions without their age. */
  readonly texts: readonly (readonly [name: string, json: () => string])[];
  /** Members of a table, a list for each, as JSON texts. */
  readonly lists: readonly (readonly [name: string, json: () => string])[];
  /** The JSON text of a column of facts. */
  readonly facts: (name: FactName) => string;
}

export interface TableRowsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly lights: Pick<EntityLights, 'of'>;
  readonly closing: AbortSignal;
}

/** The entities of a class as tables have them, without values: made once after an append, for all tables. */
export class TableRows {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #lights: Pick<EntityLights, 'of'>;
  readonly #rows = new Map<EntityClass, Rows>();

  constructor({ store, clock, lights, closing }: TableRowsOptions) {
    this.#lights = lights;
    this.#store = store;
    this.#clock = clock;
    closing.addEventListener(
      'abort',
      store.subscribe(() => this.#rows.clear()),
      { once: true },
    );
  }

  all(cls: EntityClass): Rows {
    let rows = this.#rows.get(cls);
    if (!rows) this.#rows.set(cls, (rows = this.some(this.#store.entities(cls))));
    return rows;
  }

  /** Rows of one table alone. */
  some(entities: readonly Entity[]): Rows {
    const now = this.#clock.now();
    const list = (of: (entity: Entity) => unknown): (() => string) =>
      once(() => JSON.stringify(entities.map(of)));
    const lists = [
      ['ids', list(({ id }) => id)],
      ['names', list(({ name }) => name)],
      ['states', list(({ state }) => state)],
      ['hosts', list(hostOf)],
      ['stateReasons', list(({ stateReason }) => stateReason)],
      ['sources', list(({ source }) => source)],
      ['alarms', list((entity) => this.#lights.of(entity))],
    ] as const;
    const texts = [...lists, ['conditions', list(({ condition }) => condition)]] as const;
    const known = new Map<FactName, string>();
    const facts = (name: FactName): string => {
      let json = known.get(name);
      if (json === undefined) known.set(name, (json = list((entity) => factOf(entity, name))()));
      return json;
    };
    return {
      facts,
      texts,
      lists: [...lists, ['conditions', list(({ condition }) => conditionView(condition, now))]],
    };
  }
}

function factOf({ facts }: Entity, name: FactName) {
  const fact: Fact | undefined = facts[name];
  return factView(name, fact?.value ?? null);
}

/** The same text for every call, made in the first. */
function once(make: () => string): () => string {
  let text: string | null = null;
  return () => (text ??= make());
}
