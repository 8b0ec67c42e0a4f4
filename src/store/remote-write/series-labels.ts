import type { EntityClass } from '../../model/entity.ts';
import { labelValue, sampleName, type Label } from '../../prometheus/mod.ts';

/**
 * The labels of one series, encoded, in the order of their names as receivers want it. All series of an entity share
 * `entity`, all of a metric `name` and `label`, which belongs into `entity` at `split`.
 *
 *     name                entity[0, split)   label            entity[split, …)
 *     __name__="…disk…"                      device="vda"     host= instance= job= name= uuid=
 */
export interface SeriesLabels {
  readonly name: Uint8Array;
  readonly entity: Uint8Array;
  readonly split: number;
  readonly label: Uint8Array;
}

/** What all series of a metric have in common. */
export interface MetricLabels {
  readonly name: Uint8Array;
  /** Name of the label that tells the parts apart, '' where there is none, and the label encoded. */
  readonly key: string;
  readonly label: Uint8Array;
}

/** What all series of an entity have in common. */
export interface EntityLabels {
  readonly bytes: Uint8Array;
  /** Where a label of this name belongs. */
  splitAt(key: string): number;
}

const nothing = new Uint8Array(0);
const encoder = new TextEncoder();

/** Labels as fields of a TimeSeries, in the order given; empty ones are no labels and left out. */
export function encodeLabels(labels: readonly Label[]): Uint8Array {
  return Buffer.concat(labels.filter(([, value]) => value !== '').map(encodeLabel));
}

/** Labels of an entity, whatever their order. */
export function entityLabelBytes(labels: readonly Label[]): EntityLabels {
  const sorted = sortLabels(labels).filter(([, value]) => value !== '');
  const encoded = sorted.map(encodeLabel);
  const splits = new Map<string, number>();
  const bytes = Buffer.concat(encoded);
  return {
    bytes,
    splitAt(key) {
      let split = splits.get(key);
      if (split === undefined) {
        split = encoded
          .filter((_, i) => (sorted[i] as Label)[0] < key)
          .reduce((sum, { length }) => sum + length, 0);
        splits.set(key, split);
      }
      return split;
    },
  };
}

/** Labels of a metric, by class and name. Kept by the caller: many entities have the same. */
export function metricLabels(cls: EntityClass, metric: string): MetricLabels {
  const { family, label } = sampleName(cls, metric);
  const name = encodeLabel(['__name__', family.name]);
  return label === null
    ? { name, key: '', label: nothing }
    : { name, key: label[0], label: encodeLabels([label]) };
}

export function seriesLabels({ name, key, label }: MetricLabels, entity: EntityLabels): SeriesLabels {
  return { name, entity: entity.bytes, split: entity.splitAt(key), label };
}

/** A series with labels of its own, whatever their order. */
export function wholeLabels(name: string, labels: readonly Label[]): SeriesLabels {
  const entity = encodeLabels(sortLabels(labels));
  return { name: encodeLabel(['__name__', name]), entity, split: 0, label: nothing };
}

function sortLabels(labels: readonly Label[]): Label[] {
  return [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Field 1 of a TimeSeries: a Label of name (1) and value (2). */
function encodeLabel([name, value]: Label): Uint8Array {
  const inside = [field(1, encoder.encode(name)), field(2, encoder.encode(labelValue(value)))];
  return field(1, Buffer.concat(inside));
}

function field(number: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([number * 8 + 2, ...varint(content.length)]), content]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
