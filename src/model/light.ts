import { activityOf, isEntityClass, type Activity } from './classes.ts';
import type { EntityCondition } from './health.ts';

/** The lights of entities, the worst first. What is off has none that calls for attention: being off is normal. */
export const LIGHTS = ['red', 'amber', 'unknown', 'ok', 'off'] as const;
export type Light = (typeof LIGHTS)[number];

const byCondition: Readonly<Record<EntityCondition['kind'], Light>> = {
  conflict: 'red',
  stuck: 'red',
  failed: 'red',
  busy: 'amber',
  unreachable: 'unknown',
};

const byActivity: Readonly<Record<Activity, Light>> = {
  running: 'ok',
  suspended: 'ok',
  off: 'off',
  failed: 'red',
  unknown: 'unknown',
};

/** States that show another light than what is done in them. */
const byState: Readonly<Partial<Record<string, ReadonlyMap<string, Light>>>> = {
  VM: new Map([
    ['shutdown', 'off'],
    ['pmsuspended', 'off'],
    ['nostate', 'unknown'],
  ]),
};

/** The worst light of the alarms about an entity; null where none is evaluated. */
export type AlarmsLight = 'red' | 'amber' | 'unknown' | 'green' | null;

/**
 * The light of an entity of a class: of its condition where it has one, else of its state; or that of its alarms, where
 * they are red or amber and that is worse. API, console and terminal count and draw what this returns.
 *
 * An alarm whose value is unknown does not make a machine unknown that is known to run.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { lightOf } from './light.ts';
 * assert.equal(lightOf('VM', 'running', null), 'ok');
 * assert.equal(lightOf('VM', 'running', { kind: 'stuck' }), 'red');
 * assert.equal(lightOf('source', 'down', { kind: 'unreachable' }), 'red');
 * assert.equal(lightOf('VM', 'running', null, 'amber'), 'amber');
 */
export function lightOf(
  cls: string,
  state: string,
  condition: Pick<EntityCondition, 'kind'> | null,
  alarms: AlarmsLight = null,
): Light {
  const light = lightOfState(cls, state, condition);
  if (alarms !== 'red' && alarms !== 'amber') return light;
  return LIGHTS.indexOf(alarms) < LIGHTS.indexOf(light) ? alarms : light;
}

/** Entities as tables of the API have them, an entry for each row in every list. */
export interface LitRows {
  readonly states: readonly string[];
  readonly conditions: readonly (Pick<EntityCondition, 'kind'> | null)[];
  readonly alarms?: readonly AlarmsLight[];
}

/** The light of a row of a table of a class. */
export function lightOfRow(cls: string, { states, conditions, alarms }: LitRows, row: number): Light {
  return lightOf(cls, states[row] ?? 'unknown', conditions[row] ?? null, alarms?.[row] ?? null);
}

function lightOfState(cls: string, state: string, condition: Pick<EntityCondition, 'kind'> | null): Light {
  const ofCondition = condition && byCondition[condition.kind];
  const ofState =
    byState[cls]?.get(state) ?? byActivity[isEntityClass(cls) ? activityOf(cls, state) : 'unknown'];
  // A source or a host that is down is itself what fails; what cannot be reached because of it is only unknown.
  if (ofCondition === 'unknown' && ofState === 'red') return 'red';
  return ofCondition ?? ofState;
}
