import type { FactName, FactValue } from '../facts.ts';
import type { EntityCondition } from '../health.ts';
import type { AlarmsLight } from '../light.ts';

/**
 * What a selector looks at. One object can stand for all rows of a table in turn: it is read during `matches` only, and
 * nothing of it is kept.
 */
export interface Subject {
  /** Its class of entities. */
  readonly class: string;
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly condition: Pick<EntityCondition, 'kind'> | null;
  /** The worst light of its alarms; null where they are not looked at, as by the rules themselves. */
  readonly alarms: AlarmsLight;
  /** Id of the host it is on, of a host its own; null where that is not known. */
  readonly host: string | null;
  /** Null where the host has no name. */
  readonly hostName: string | null;
  readonly source: string;
  /** Epoch ms at which it is looked at: facts that are instants are compared by their age. */
  readonly now: number;
  /** Newest value in the metric's base unit; null or NaN where it is unknown. */
  metric(name: string): number | null;
  /** Null where it is unknown. */
  fact(name: FactName): FactValue | null;
}
