import type { EntityClass } from '../../model/entity.ts';
import { metrics, type Metric } from '../../model/metrics.ts';
import { Unit } from '../../model/unit.ts';
import { isSegment } from '../../model/vocabulary.ts';

/**
 * All samples of one name, whatever their labels. A total and its parts have names of their own, so that a sum over
 * all samples of a name counts nothing twice.
 */
export interface Family {
  readonly name: string;
  /** Ends the name, as OpenMetrics wants it; null for a plain number. */
  readonly unit: string | null;
  readonly help: string;
}

/** Where a metric of the vocabulary goes. */
export interface Place {
  readonly family: Family;
  /** Label that tells the parts from each other; null for a metric of the whole entity. */
  readonly label: 'cpu' | 'device' | null;
}

const units: Readonly<Record<Unit, string | null>> = {
  ratio: 'ratio',
  cores: 'cores',
  bytes: 'bytes',
  'bytes/s': 'bytes_per_second',
  'requests/s': 'requests_per_second',
  'packets/s': 'packets_per_second',
  '1/s': 'per_second',
  seconds: 'seconds',
  count: null,
};

/** What a part is called where there is a total beside it. */
const parts: Readonly<Record<string, string>> = { cpu: 'core', disk: 'device', net: 'device' };

/** `virtscope_vm_` … : prefix of the names of a class. */
export function prefixOf(cls: EntityClass): string {
  return `virtscope_${cls.toLowerCase()}_`;
}

/**
 * The places of all patterns of a class. `disk.#.read.bytes` in bytes/s becomes
 * `virtscope_vm_disk_device_read_bytes_per_second{device="vda"}`; a unit the name already ends with is not said twice.
 */
export function placesOf(cls: EntityClass): Map<string, Place> {
  const families = new Map<string, Family>();
  const places = new Map<string, Place>();
  for (const metric of metrics.filter(({ classes }) => classes.includes(cls))) {
    const name = prefixOf(cls) + nameOf(metric);
    const family = families.get(name) ?? { name, unit: units[metric.unit], help: metric.description };
    families.set(name, family);
    places.set(metric.pattern, { family, label: labelOf(metric) });
  }
  return places;
}

function nameOf({ pattern, unit }: Metric): string {
  const [first = '', ...rest] = pattern.split('.');
  const part = parts[first];
  const segments = [first, ...rest.flatMap((segment) => (segment === '#' ? (part ?? []) : segment))];
  const suffix = units[unit];
  if (suffix === null) return segments.join('_');
  const [unitWord] = suffix.split('_');
  if (segments.at(-1) === unitWord) segments.pop();
  return [...segments, suffix].join('_');
}

function labelOf({ pattern }: Metric): Place['label'] {
  if (!pattern.includes('#')) return null;
  return pattern.startsWith('cpu.') ? 'cpu' : 'device';
}

/** The pattern of a metric name and what its `#` stood for: `describe` without an allocation for what it allocates. */
export function patternOf(
  name: string,
  places: ReadonlyMap<string, Place>,
): [pattern: string, instance: string | null] | null {
  if (places.has(name) && !name.includes('#')) return [name, null];
  const start = name.indexOf('.') + 1;
  const end = name.indexOf('.', start);
  if (start === 0 || end < 0) return null;
  const pattern = `${name.slice(0, start)}#${name.slice(end)}`;
  const instance = name.slice(start, end);
  return places.has(pattern) && isSegment(instance) ? [pattern, instance] : null;
}
