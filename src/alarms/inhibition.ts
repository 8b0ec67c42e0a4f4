import type { Entity } from '../model/entity.ts';
import type { AlarmMemory } from './alarm-memory/alarm-memory.ts';
import { isMeant } from './rule/rule-glob.ts';
import type { RuleBook } from './rule-book/rule-book.ts';

/**
 * The id of a raised alarm that hides one of a rule about an entity; null where none does. It hides what is about the same
 * entity, what that contains, and what is read by it.
 */
export function inhibitorOf(
  rule: string,
  entity: Entity,
  memory: AlarmMemory,
  book: RuleBook,
): string | null {
  for (const { id, inhibits } of book.rules) {
    if (!inhibits.some((name) => isMeant(rule, name))) continue;
    for (const { last } of memory.ofRule(id)) {
      const isSame = last.class === entity.class && last.entity === entity.id;
      const isIn = entity.parent?.class === last.class && entity.parent.id === last.entity;
      const isReadBy = last.class === 'source' && entity.source === last.entity;
      if (isSame || isIn || isReadBy) return last.alarm;
    }
  }
  return null;
}
