import type { StatsGroup } from './groups.ts';
import { KVM_FIELDS, FIELDS, type FieldRow } from './fields.ts';

/** counter: grows while the domain runs; gauge: a value now; peak: the highest so far; info: describes, seldom changes. */
export type FieldKind = 'counter' | 'gauge' | 'peak' | 'info';

/** Units as libvirt sends them; `1` is a plain number, null is text or a code. */
export type FieldUnit = 'ns' | 's' | 'epoch s' | 'B' | 'KiB' | 'B/s' | 'MiB/s' | 'J' | 'F' | '1' | null;

/** What is known of the fields that match a pattern. */
export interface FieldSchema {
  /** The name with indexes as `#` and, for what QEMU names itself, `*`. */
  pattern: string;
  group: StatsGroup;
  unit: FieldUnit;
  kind: FieldKind;
  meaning: string;
  /** The libvirt release that first had it, or null where that is not known. */
  since: string | null;
}

/** A known name: its schema and the indexes in it, outermost first. */
export interface ResolvedField {
  schema: FieldSchema;
  indexes: number[];
}

/** An index in a name, never with a leading zero. */
export const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** Every pattern known. */
export const STATS_SCHEMA: readonly FieldSchema[] = [...FIELDS, ...KVM_FIELDS].map(toSchema);

const byPattern = new Map(STATS_SCHEMA.map((schema) => [schema.pattern, schema]));

/**
 * What is known of a field by its name, or null.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { resolveField } from './schema.ts';
 *
 * assert.equal(resolveField('block.2.rd.bytes')?.schema.unit, 'B');
 * assert.deepEqual(resolveField('block.2.rd.bytes')?.indexes, [2]);
 * assert.equal(resolveField('block.2.rd.smell'), null);
 * ```
 */
export function resolveField(name: string): ResolvedField | null {
  const segments = name.split('.');
  const indexes: number[] = [];
  for (const [i, segment] of segments.entries()) {
    if (!INDEX.test(segment)) continue;
    indexes.push(Number(segment));
    segments[i] = '#';
  }
  const schema = byPattern.get(segments.join('.')) ?? byPattern.get(wildcard(segments));
  return schema ? { schema, indexes } : null;
}

/** The pattern of a counter QEMU names itself: the last name before the suffix may be anything sane. */
function wildcard(segments: string[]): string {
  const named = segments.at(-2) ?? '';
  if (!/^[a-z]\w{0,60}$/i.test(named)) return '';
  return [...segments.slice(0, -2), '*', ...segments.slice(-1)].join('.');
}

function toSchema([pattern, group, unit, kind, since, meaning]: FieldRow): FieldSchema {
  return { pattern, group, unit, kind, meaning, since };
}
