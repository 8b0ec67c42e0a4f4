import type { EntityClass } from '../../model/entity.ts';
import { metrics, type Metric } from '../../model/metrics.ts';
import { nearest } from '../../model/select/nearest.ts';
import { lookup } from '../../model/vocabulary.ts';

/** What is wrong with a pattern of metrics for a class of entities; the metric where nothing is. */
export function metricOfPattern(pattern: string, cls: EntityClass): Metric | string {
  const metric = metrics.find((one) => one.pattern === pattern) ?? lookup(pattern)?.metric;
  if (!metric) {
    const meant = nearest(pattern, metrics.map((one) => one.pattern)); // prettier-ignore
    return `there is no metric ${JSON.stringify(pattern.slice(0, 60))}${meant === null ? '' : `, did you mean ${meant}`}`;
  }
  if (metric.classes.includes(cls)) return metric;
  return `metric ${pattern} is one of ${metric.classes.join(', ')}, not of ${cls}`;
}

/** What `#` stands for in a metric name of a pattern, '' where the pattern has none; null for another metric. */
export function instanceIn(pattern: string, name: string): string | null {
  if (!pattern.includes('#')) return pattern === name ? '' : null;
  const [before = '', after = ''] = pattern.split('#');
  if (!name.startsWith(before) || !name.endsWith(after) || name.length <= before.length + after.length)
    return null;
  const instance = name.slice(before.length, name.length - after.length);
  // `disk.read.bytes` is the total of all disks, `disk.#.bytes` would be another metric.
  return instance.includes('.') ? null : instance;
}

const maxRegex = 200;

/** A regular expression of the keys of devices, anchored; or what is wrong with it. */
export function instancePattern(text: string): RegExp | string {
  if (text.length > maxRegex) return `it has ${text.length} characters, at most ${maxRegex}`;
  // Repeated repetitions, references and looking around are what takes exponential time.
  if (/\\[1-9k]|\(\?[=!<]|[+*}]\)?[+*{]|\([^)]*[+*{|][^)]*\)[+*{]/.test(text)) {
    return 'repetitions within repetitions, references and looking around are not taken';
  }
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch {
    return 'it is no regular expression';
  }
}
