import type { Clock } from '../../model/clock.ts';
import { hostOf, type Entity, type EntityClass } from '../../model/entity.ts';
import type { Store } from '../../store/mod.ts';
import type { Fact, FactName } from '../../model/facts.ts';
import { conditionView, factView } from '../entities/entity-view.ts';

/** Made when they are asked for: all at once take long. */
interface Rows {
  readonly stamp: () => string;
  /** JSON texts by name of the member. */
  readonly lists: readonly (readonly [name: string, json: () => string])[];
  readonly facts: (name: FactName) => string;
}

/** The entities of a class as tables have them, without values: made once after an append, for all tables. */
export class TableRows {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #rows = new Map<EntityClass, Rows>();

  constructor({ store, clock, closing }: { store: Store; clock: Clock; closing: AbortSignal }) {
    this.#store = store;
    this.#clock = clock;
    closing.addEventListener(
      'abort',
      store.subscribe(() => this.#rows.clear()),
      { once: true },
    );
  }

  /** A text that is the same as long as the lists and these facts would be, but for the age of conditions. */
  stamp(cls: EntityClass, facts: readonly FactName[] = []): string {
    const rows = this.#of(cls);
    return [rows.stamp(), ...facts.map((name) => rows.facts(name))].join('\n');
  }

  /** Members of a table, a list for each. */
  lists(cls: EntityClass): Rows['lists'] {
    return this.#of(cls).lists;
  }

  /** The JSON text of a column of facts. */
  facts(cls: EntityClass, name: FactName): string {
    return this.#of(cls).facts(name);
  }

  #of(cls: EntityClass): Rows {
    let rows = this.#rows.get(cls);
    if (!rows) this.#rows.set(cls, (rows = this.#make(this.#store.entities(cls))));
    return rows;
  }

  #make(entities: readonly Entity[]): Rows {
    const now = this.#clock.now();
    const list = (of: (entity: Entity) => unknown): (() => string) =>
      once(() => JSON.stringify(entities.map(of)));
    const lists = [
      ['ids', list(({ id }) => id)],
      ['names', list(({ name }) => name)],
      ['states', list(({ state }) => state)],
      ['hosts', list(hostOf)],
      ['sources', list(({ source }) => source)],
    ] as const;
    const conditions = list(({ condition }) => condition);
    const facts = new Map<FactName, string>();
    return {
      facts: (name) => {
        let json = facts.get(name);
        if (json === undefined) facts.set(name, (json = list((entity) => factOf(entity, name))()));
        return json;
      },
      stamp: once(() => [...lists.map(([, json]) => json()), conditions()].join('\n')),
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
