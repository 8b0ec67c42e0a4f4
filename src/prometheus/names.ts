import { describedBy } from '../model/text/metric-text.ts';
import type { EntityClass } from '../model/entity.ts';
import { metrics, type Metric } from '../model/metrics.ts';
import { Unit } from '../model/unit.ts';
import { instanceText, isSegment } from '../model/vocabulary.ts';

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

/** What distinguishes the parts of an entity: processor, disk or interface, size of huge pages, file system, sensor. */
export type InstanceLabel = 'cpu' | 'device' | 'size' | 'mountpoint' | 'sensor';

/** Name and label of a metric of the vocabulary. */
export interface Place {
  readonly metric: Metric;
  readonly family: Family;
  /** Label that distinguishes the parts; null for a metric of the whole entity. */
  readonly label: InstanceLabel | null;
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
  celsius: 'celsius',
  count: null,
};

/** Names of parts where there is a total too. */
const parts: Readonly<Record<string, string>> = { cpu: 'core', disk: 'device', net: 'device' };

/** `virtscope_vm_` … : prefix of the names of a class. */
function prefixOf(cls: EntityClass): string {
  return `virtscope_${cls.toLowerCase()}_`;
}

/**
 * The places of all patterns of a class. `disk.#.read.bytes` in bytes/s becomes
 * `virtscope_vm_disk_device_read_bytes_per_second{device="vda"}`; a unit the name already ends with is not repeated.
 */
export function placesOf(cls: EntityClass): Map<string, Place> {
  const families = new Map<string, Family>();
  const places = new Map<string, Place>();
  for (const metric of metrics.filter(({ classes }) => classes.includes(cls))) {
    const name = prefixOf(cls) + nameOf(metric);
    const family = families.get(name) ?? {
      name,
      unit: units[metric.unit],
      help: describedBy(metric.pattern) ?? metric.pattern,
    };
    families.set(name, family);
    places.set(metric.pattern, { metric, family, label: labelOf(metric) });
  }
  return places;
}

function nameOf({ pattern, unit }: Metric): string {
  const [first = '', ...rest] = pattern.split('.');
  const part = parts[first];
  const segments = [first, ...rest.flatMap((segment) => (segment === '#' ? (part ?? []) : segment))];
  const suffix = units[unit];
  if (suffix === null) return pluralOf(segments).join('_');
  const [unitWord] = suffix.split('_');
  if (segments.at(-1) === unitWord) segments.pop();
  return [...segments, suffix].join('_');
}

/** `cpu.count` → `cpus`, `vms.total` → `vms`: Prometheus keeps `_count` for histograms and `_total` for counters. */
function pluralOf(segments: readonly string[]): readonly string[] {
  const [counted = '', last] = segments.slice(-2);
  if (last !== 'count' && last !== 'total') return segments;
  return [...segments.slice(0, -2), counted.endsWith('s') ? counted : `${counted}s`];
}

const instanceLabels: Readonly<Record<string, InstanceLabel>> = {
  cpu: 'cpu',
  hugepages: 'size',
  fs: 'mountpoint',
  sensor: 'sensor',
};

function labelOf({ pattern }: Metric): Place['label'] {
  if (!pattern.includes('#')) return null;
  return instanceLabels[pattern.split('.', 1)[0] ?? ''] ?? 'device';
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

const placesByClass = new Map<EntityClass, Map<string, Place>>();
const rawFamilies = new Map<EntityClass, Family>();

/** Metrics outside of the vocabulary share one family, with their whole name as a label. */
export function rawFamily(cls: EntityClass): Family {
  const known = rawFamilies.get(cls);
  if (known) return known;
  const help = 'Values of the source under its own names';
  const family = { name: `${prefixOf(cls)}raw`, unit: null, help };
  rawFamilies.set(cls, family);
  return family;
}

/** The families of a class in the vocabulary's order, the one for all else last. */
export function familiesOf(cls: EntityClass): Family[] {
  return [...new Set(Array.from(knownPlaces(cls).values(), ({ family }) => family)), rawFamily(cls)];
}

/** Under which name a metric is found, and the label that distinguishes it from others of that name. */
export interface SampleName {
  readonly family: Family;
  readonly label: readonly [name: InstanceLabel | 'metric', value: string] | null;
}

/** The name of any metric of a class; it belongs to one of `familiesOf`. */
export function sampleName(cls: EntityClass, metric: string): SampleName {
  const places = knownPlaces(cls);
  const found = patternOf(metric, places);
  const place = found && places.get(found[0]);
  if (!place) return { family: rawFamily(cls), label: ['metric', metric] };
  const instance = found[1] ?? '';
  return { family: place.family, label: place.label && [place.label, instanceText(place.metric, instance)] };
}

function knownPlaces(cls: EntityClass): Map<string, Place> {
  const known = placesByClass.get(cls) ?? placesOf(cls);
  placesByClass.set(cls, known);
  return known;
}
