import type { EntityClass } from '../../../model/entity.ts';
import { labelValue, sampleName, type Label } from '../../../prometheus/mod.ts';

/**
 * The labels of one series, encoded, in the order of their names as receivers want it. All series of an entity share
 * `head` and `tail`, all of a metric `name` and `label`.
 *
 *     name                head     label            tail
 *     __name__="…disk…"            device="vda"     instance= job= name= uuid=
 */
export interface EncodedLabels {
  readonly name: Uint8Array;
  readonly head: Uint8Array;
  readonly label: Uint8Array;
  readonly tail: Uint8Array;
}

/** What all series of a metric have in common. */
export interface MetricLabels {
  readonly name: Uint8Array;
  /** Name of the label that distinguishes the parts, '' where there is none, and the label encoded. */
  readonly key: string;
  readonly label: Uint8Array;
}

/** What all series of an entity have in common. */
export interface EntityLabels {
  readonly bytes: Uint8Array;
  /** The labels before and after one of this name. */
  around(key: string): readonly [head: Uint8Array, tail: Uint8Array];
}

const nothing = new Uint8Array(0);

/** Labels of an entity, whatever their order. */
export function entityLabelBytes(labels: readonly Label[]): EntityLabels {
  const sorted = sortLabels(labels);
  const bytes = encodeLabels(sorted);
  const parts = new Map<string, readonly [Uint8Array, Uint8Array]>([['', [bytes, nothing]]]);
  return {
    bytes,
    around(key) {
      let around = parts.get(key);
      if (!around) {
        const { length } = encodeLabels(sorted.filter(([name]) => name < key));
        parts.set(key, (around = [bytes.subarray(0, length), bytes.subarray(length)]));
      }
      return around;
    },
  };
}

/** Labels of a metric, by class and name. Kept by the caller: many entities have the same. */
export function metricLabels(cls: EntityClass, metric: string): MetricLabels {
  const { family, label } = sampleName(cls, metric);
  return named(family.name, label);
}

/** What the series of this name and label have in common. */
export function named(family: string, label: Label | null): MetricLabels {
  const name = encodeLabels([['__name__', family]]);
  return { name, key: label?.[0] ?? '', label: label ? encodeLabels([label]) : nothing };
}

export function joinLabels({ name, key, label }: MetricLabels, entity: EntityLabels): EncodedLabels {
  const [head, tail] = entity.around(key);
  return { name, head, label, tail };
}

function sortLabels(labels: readonly Label[]): Label[] {
  return [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Labels as fields 1 of a TimeSeries, in the order given: each a Label of name (1) and value (2). Empty ones are no
 * labels and left out.
 */
export function encodeLabels(labels: readonly Label[]): Uint8Array {
  const cleaned = labels
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, labelValue(value)] as const)
    .map(([name, value]) => ({ name, value, a: Buffer.byteLength(name), b: Buffer.byteLength(value) }));
  const bytes = Buffer.alloc(cleaned.reduce((sum, { a, b }) => sum + fieldLength(insideLength(a, b)), 0));
  let at = 0;
  const head = (tag: number, length: number): void => {
    bytes[at++] = tag;
    for (let rest = length; ; rest = rest >> 7) {
      bytes[at++] = rest < 128 ? rest : (rest & 127) | 128;
      if (rest < 128) return;
    }
  };
  for (const { name, value, a, b } of cleaned) {
    head(0x0a, insideLength(a, b));
    head(0x0a, a);
    at += bytes.write(name, at);
    head(0x12, b);
    at += bytes.write(value, at);
  }
  // A Buffer would pay for every subarray of it.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function insideLength(name: number, value: number): number {
  return fieldLength(name) + fieldLength(value);
}

/** Of a field with this content: tag, length, content. */
function fieldLength(content: number): number {
  let length = 2 + content;
  for (let rest = content; rest >= 128; rest = rest >> 7) length++;
  return length;
}
