import { metrics, type Metric } from './metrics.ts';
import { mountPointOf } from './mount-point.ts';
import { ceilings, MEMORY_CEILING, Unit } from './unit.ts';

/** A metric of the vocabulary and what its `#` stood for. */
export interface ResolvedMetric {
  readonly metric: Metric;
  /** Processor number or device key; null for a metric of the whole entity. */
  readonly instance: string | null;
}

const byPattern = new Map(metrics.map((metric) => [metric.pattern, metric]));

/**
 * The definition of a metric name; null for a name outside of the vocabulary.
 * A literal segment wins over `#`: `disk.read.bytes` is the total, never a disk called `read`.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { lookup } from './vocabulary.ts';
 * assert.equal(lookup('disk.vda.read.bytes')?.metric.unit, 'bytes/s');
 * assert.equal(lookup('disk.vda.read.bytes')?.instance, 'vda');
 */
export function lookup(name: string): ResolvedMetric | null {
  const literal = byPattern.get(name);
  if (literal && !name.includes('#')) return { metric: literal, instance: null };
  const [first, instance, ...rest] = name.split('.');
  if (instance === undefined || !isSegment(instance) || rest.length === 0) return null;
  const metric = byPattern.get([first, '#', ...rest].join('.'));
  return metric ? { metric, instance } : null;
}

/** Greatest possible value of the metric; infinite outside of the vocabulary. */
export function ceilingOf(name: string): number {
  const metric = lookup(name)?.metric;
  if (!metric) return Infinity;
  const isMemory = /^(memory|balloon)\./.test(metric.pattern) && metric.unit === Unit.bytes;
  return isMemory ? MEMORY_CEILING : ceilings[metric.unit];
}

/** Whether a text can stand for `#`: letters and digits of every script, `_`, `-`, and `~`, which escapes. */
export function isSegment(text: string): boolean {
  return /^[\w~-]+$/.test(text) || /^[\p{L}\p{M}\p{N}_~-]+$/u.test(text);
}

/**
 * Name for people of the instance of a metric: the mount point of a file system, of all else its key. Guests choose
 * mount points: one that no key could be taken for is shown as it is, if it can be shown.
 */
export function instanceText({ pattern }: Metric, key: string): string {
  if (!pattern.startsWith('fs.')) return key;
  const path = mountPointOf(key);
  return path !== null && /^(?:\/|[A-Za-z]:\\)\P{C}*$/u.test(path) ? path : key;
}

/** A device name as one segment of a metric name: `eth0.100` → `eth0_100`, a MAC loses its colons. */
export function segment(key: string): string {
  return key.replaceAll(':', '').replaceAll(/[^\w-]/g, '_');
}
