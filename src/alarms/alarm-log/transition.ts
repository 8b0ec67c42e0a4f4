import { hash } from 'node:crypto';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { Unit } from '../../model/unit.ts';
import type { AlarmLight } from '../evaluate/light.ts';
import type { RulePlan } from '../evaluate/rule-plan.ts';

/** What an alarm is about: one rule, one entity, and a device of it where the rule is about each. */
export interface AlarmKey {
  readonly rule: string;
  readonly class: EntityClass;
  /** Id of the entity, which stays through renames and migrations. */
  readonly entity: string;
  /** '' where it is about the whole entity. */
  readonly instance: string;
}

/** Address of an alarm: the same for the same rule, entity and device at all times. */
export function alarmId({ rule, class: cls, entity, instance }: AlarmKey): string {
  return hash('sha256', [rule, cls, entity, instance].join('\0'), 'base64url').slice(0, 16);
}

/** The alarm of a pair of a plan. */
export function keyOf({ rule, entities, instances }: RulePlan, pair: number): AlarmKey {
  const { class: cls, id } = entities[pair] as Entity;
  return { rule: rule.id, class: cls, entity: id, instance: instances[pair] as string };
}

/** A change of an alarm to or from amber or red. */
export interface Transition extends AlarmKey {
  /** One more than that of the transition before it. */
  readonly sequence: number;
  /** Id of the alarm. */
  readonly alarm: string;
  /** Epoch ms. */
  readonly time: number;
  /** Name of the entity then. */
  readonly name: string;
  readonly from: AlarmLight;
  readonly to: AlarmLight;
  /** Of the condition that decided, in its unit; null where it is unknown or no number. */
  readonly value: number | null;
  /** The level that decided; null where it is no number. */
  readonly level: number | null;
  readonly unit: Unit;
  /** Where the level comes from, as a sentence. */
  readonly origin: string;
  /** It changed five times in five minutes: the worst light is held. */
  readonly flapping: boolean;
  /** Id of the alarm that hid this one then; null where none did. */
  readonly inhibitedBy: string | null;
  readonly message: string;
}
