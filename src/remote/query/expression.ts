import { CLASSES, type EntityClass } from '../../model/classes.ts';
import { escapeLabel, labelValue, sampleName, type Label } from '../../prometheus/mod.ts';
import type { Consolidation } from '../../store/mod.ts';

/** Metrics that are samples of one name, distinguished by one label. */
export interface FamilyMetrics {
  readonly name: string;
  /** Name of the label that identifies an entity. */
  readonly idLabel: string;
  /** Null where the name alone is the metric. */
  readonly label: string | null;
  /** Our metric by the value of the label, '' where there is none. */
  readonly metrics: ReadonlyMap<string, string>;
}

/** Under which names an engine has these metrics: one question for each. */
export function familiesOf(cls: EntityClass, metrics: readonly string[]): FamilyMetrics[] {
  const families = new Map<string, FamilyMetrics & { readonly metrics: Map<string, string> }>();
  for (const metric of metrics) {
    const { family, label } = sampleName(cls, metric);
    const known = families.get(family.name) ?? {
      name: family.name,
      idLabel: CLASSES[cls].labels.id,
      label: label?.[0] ?? null,
      metrics: new Map<string, string>(),
    };
    known.metrics.set(labelValue(label?.[1] ?? ''), metric);
    families.set(family.name, known);
  }
  return [...families.values()];
}

export interface ExpressionOptions {
  readonly family: FamilyMetrics;
  /** Of the entities. */
  readonly ids: readonly string[];
  /** What all series must have. */
  readonly labels: readonly Label[];
  readonly cf: Consolidation;
  readonly stepMs: number;
}

/**
 * What makes one row of samples, and one series of those that an entity had: its name is a label, and in rows of an
 * earlier virtscope that of its host too.
 */
const functions: Readonly<Record<Consolidation, readonly [overTime: string, over: string]>> = {
  AVERAGE: ['avg_over_time', 'avg'],
  MIN: ['min_over_time', 'min'],
  MAX: ['max_over_time', 'max'],
  // Which of two in one row is the later is unknown.
  LAST: ['last_over_time', 'max'],
};

/**
 * The PromQL of the rows of many entities, evaluated where they end.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { expressionOf, familiesOf } from './expression.ts';
 * const [family] = familiesOf('VM', ['disk.vda.read.bytes']);
 * assert.equal(
 *   expressionOf({ family, ids: ['a', 'b'], labels: [], cf: 'MAX', stepMs: 60_000 }),
 *   'max by (uuid,device) (max_over_time(virtscope_vm_disk_device_read_bytes_per_second{uuid=~"a|b",device="vda"}[59999ms]))',
 * );
 */
export function expressionOf({ family, ids, labels, cf, stepMs }: ExpressionOptions): string {
  const [overTime, over] = functions[cf];
  const matchers = [matcher(family.idLabel, ids), ...labels.map(([name, value]) => matcher(name, [value]))];
  const by = [family.idLabel];
  if (family.label !== null) {
    by.push(family.label);
    matchers.push(matcher(family.label, [...family.metrics.keys()]));
  }
  // Up to Prometheus 2 a range has both its ends: without a millisecond a row would begin with the one before it.
  const range = `${family.name}{${matchers.join(',')}}[${stepMs - 1}ms]`;
  return `${over} by (${by.join(',')}) (${overTime}(${range}))`;
}

/** `name="value"`, or a regular expression of several. */
function matcher(name: string, values: readonly string[]): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `${name}="${escapeLabel(only)}"`;
  return `${name}=~"${escapeLabel(values.map(escapeRegExp).join('|'))}"`;
}

/** Literal text in RE2, which refuses escapes of characters that mean nothing. */
function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}
