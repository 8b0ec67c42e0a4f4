import type { EntityClass } from '../../model/entity.ts';
import type { EventKind } from '../../model/event.ts';
import type { Selector } from '../../model/select/mod.ts';
import type { Unit } from '../../model/unit.ts';
import type { GivenFields } from './given.ts';

/** What an unknown value means: the alarm is unknown, a raised one stays as it is, or it is as bad as amber or red. */
export const UNKNOWNS = ['ignore', 'hold', 'amber', 'red'] as const;
export type UnknownMeaning = (typeof UNKNOWNS)[number];

/** Which lights are sent and not only shown. */
export const NOTIFIES = ['none', 'red', 'all'] as const;
export type Notify = (typeof NOTIFIES)[number];

export const SENSES = ['above', 'below'] as const;
export const CONSOLIDATIONS = ['sum', 'average', 'max', 'min'] as const;
export type SeriesConsolidation = (typeof CONSOLIDATIONS)[number];

/**
 * Levels in the unit of the condition; null where there is none. A value is bad when it is strictly beyond a level; of a
 * raised alarm it stays bad until it is no longer beyond the level that clears it.
 */
export interface Levels {
  readonly sense: (typeof SENSES)[number];
  readonly amber: number | null;
  readonly amberClear: number | null;
  readonly red: number | null;
  readonly redClear: number | null;
}

interface BaseCondition {
  /** Before the names of its fields in the rule: '' or `all.1.`. */
  readonly prefix: string;
  readonly unit: Unit;
  readonly levels: Levels;
}

/** Values of series: consolidated, divided by those of others, as a mean over a window. */
export interface MetricCondition extends BaseCondition {
  readonly kind: 'metric';
  /** Patterns of the vocabulary. */
  readonly metrics: readonly string[];
  /** Of the keys of devices only those; null = all. */
  readonly instances: RegExp | null;
  readonly of: SeriesConsolidation;
  /** Each device has an alarm of its own. */
  readonly isEach: boolean;
  /** Patterns whose sum divides the value; empty where nothing does. */
  readonly dividedBy: readonly string[];
  /** 0 = the newest value. */
  readonly meanMs: number;
  /** Where the sum of these is less, nothing is wrong; null where it does not matter. */
  readonly volume: { readonly metrics: readonly string[]; readonly least: number } | null;
}

/** Time until something is full, by a straight line through the values of a window. */
export interface FillCondition extends BaseCondition {
  readonly kind: 'timeToFull';
  readonly used: string;
  readonly total: string;
  readonly isEach: boolean;
  readonly windowMs: number;
}

/** A state of the entity: 1 where the selector is true of it, else 0. */
export interface StateCondition extends BaseCondition {
  readonly kind: 'when';
  readonly selector: Selector;
}

/** How often something happened to the entity. */
export interface EventCondition extends BaseCondition {
  readonly kind: 'event';
  readonly events: readonly EventKind[];
  readonly withinMs: number;
}

export type Condition = MetricCondition | FillCondition | StateCondition | EventCondition;

/** A rule that can be evaluated. */
export interface Rule {
  readonly id: string;
  readonly class: EntityClass;
  /** Why it exists, and why its numbers are what they are. */
  readonly reason: string;
  /** Entities that it is about; null = all of the class. */
  readonly select: Selector | null;
  readonly enabled: boolean;
  readonly combine: 'all' | 'any';
  readonly conditions: readonly Condition[];
  /** How long a value must be bad before the light is raised, ms. */
  readonly amberForMs: number;
  readonly redForMs: number;
  /** How long it must be good before the light falls, ms. */
  readonly keepMs: number;
  readonly unknown: UnknownMeaning;
  readonly notify: Notify;
  /** Rules (`vm.*`) whose alarms of the same entity, and of what it contains or reads, are hidden while this one is raised. */
  readonly inhibits: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly runbook: string | null;
  /** Every field that is given, with where it comes from. */
  readonly given: GivenFields;
}

/** Whether a rule looks only at states and events: it is evaluated also of what does not run. */
export function isStateRule({ conditions }: Pick<Rule, 'conditions'>): boolean {
  return conditions.every(({ kind }) => kind === 'when' || kind === 'event');
}
