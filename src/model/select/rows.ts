import type { EntityClass } from '../classes.ts';
import { FACTS, type FactName, type FactValue } from '../facts.ts';
import type { EntityCondition } from '../health.ts';
import type { AlarmsLight } from '../light.ts';
import type { Selector, Subject } from './mod.ts';

/** Entities as tables of the API have them, an entry for each row in every list; times in epoch seconds. */
export interface Rows {
  readonly time: number | null;
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly states: readonly string[];
  readonly hosts: readonly (string | null)[];
  readonly sources: readonly string[];
  readonly conditions: readonly (Pick<EntityCondition, 'kind'> | null)[];
  readonly alarms?: readonly AlarmsLight[];
  readonly facts: Readonly<Record<string, readonly (FactValue | null)[]>>;
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

/** A row as selectors look at it; one object stands for all rows in turn. */
class RowSubject implements Subject {
  readonly class: EntityClass;
  readonly now: number;
  row = 0;
  readonly #table: Rows;
  readonly #hostNames: ReadonlyMap<string, string>;

  constructor(table: Rows, hostNames: ReadonlyMap<string, string>, cls: EntityClass) {
    this.class = cls;
    this.#table = table;
    this.#hostNames = hostNames;
    this.now = (table.time ?? 0) * 1000;
  }

  get id(): string {
    return this.#table.ids[this.row] ?? '';
  }

  get name(): string {
    return this.#table.names[this.row] ?? '';
  }

  get state(): string {
    return this.#table.states[this.row] ?? 'unknown';
  }

  get condition(): Rows['conditions'][number] {
    return this.#table.conditions[this.row] ?? null;
  }

  get alarms(): AlarmsLight {
    return this.#table.alarms?.[this.row] ?? null;
  }

  get host(): string | null {
    return this.#table.hosts[this.row] ?? null;
  }

  get hostName(): string | null {
    return this.#hostNames.get(this.host ?? '') ?? null;
  }

  get source(): string {
    return this.#table.sources[this.row] ?? '';
  }

  metric(name: string): number | null {
    return this.#table.columns[name]?.[this.row] ?? null;
  }

  /** Tables have instants in seconds, selectors in ms. */
  fact(name: FactName): FactValue | null {
    const value = this.#table.facts[name]?.[this.row] ?? null;
    return typeof value === 'number' && FACTS[name].kind === 'time' ? value * 1000 : value;
  }
}

/** Which rows of a table of a class a selector asks for. */
export function accepting(
  table: Rows,
  selector: Selector,
  hostNames: ReadonlyMap<string, string>,
  cls: EntityClass = 'VM',
): (row: number) => boolean {
  const subject = new RowSubject(table, hostNames, cls);
  return (row) => {
    subject.row = row;
    return selector.matches(subject);
  };
}
