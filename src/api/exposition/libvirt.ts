import { DEFAULT_STATS, LIST_FLAG } from '@virtscope/libvirt';
import type { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import type { Device } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import { segment } from '../../model/vocabulary.ts';
import type { StatsAnswer, StatsRecord } from '../../model/stats.ts';
import {
  exporterSeries,
  exporterValue,
  labelText,
  type ExporterSeries,
  type ExporterSubject,
  type Label,
} from '../../prometheus/mod.ts';
import { noHypervisor, type AllStats } from '../stats/all-stats.ts';
import type { Services } from '../context.ts';
import { scrapeYielder, writeBlock, type Block } from './block.ts';
import type { Format } from './format.ts';

/** A domain, disk or interface, with a value for each series of its kind; NaN is unknown. */
interface Subject {
  readonly labels: string;
  readonly values: Float64Array;
}
type Subjects = Record<ExporterSubject, Subject[]>;

const seriesOf = Object.groupBy(exporterSeries, ({ of }) => of) as Record<ExporterSubject, ExporterSeries[]>;

/** The groups that have the fields of {@link exporterSeries}, of the domains that the exporter lists. */
const query = { vms: null, groups: DEFAULT_STATS, flags: LIST_FLAG.active };

/**
 * What the libvirt exporter would read, in one call to the hypervisor; null where libvirt cannot be reached.
 *
 * @throws InputError SOURCE_UNAVAILABLE where no hypervisor is read at all, STATS_BUSY
 */
export async function exporterStats(stats: AllStats): Promise<StatsAnswer | null> {
  if (!stats.isRead) throw noHypervisor();
  try {
    return await stats.answer(query);
  } catch (error) {
    if (error instanceof InputError && error.code === 'SOURCE_UNAVAILABLE') return null;
    throw error;
  }
}

/**
 * The series of the libvirt exporter as chunks of text. What libvirt did not give is left out, and the event loop
 * turns every few milliseconds however many domains there are.
 */
export async function* exporterExposition(
  answer: StatsAnswer | null,
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  format: Format,
): AsyncGenerator<string, void, undefined> {
  const yielder = scrapeYielder(clock);
  yield* writeBlock(numberBlock('libvirt_up', 'Whether libvirt could be read', answer ? 1 : 0, format), yielder); // prettier-ignore
  if (answer) {
    const { records } = answer;
    yield* writeBlock(numberBlock('libvirt_domains_number', 'Domains that are active', records.length, format), yielder); // prettier-ignore
    const devicesOf = (uuid: string): readonly Device[] => store.entity('VM', uuid)?.devices ?? [];
    const subjects = await subjectsOf(records, devicesOf, yielder);
    for (const [of, list] of Object.entries(seriesOf) as [ExporterSubject, ExporterSeries[]][]) {
      for (const [column, series] of list.entries()) {
        yield* writeBlock(seriesBlock(series, column, subjects[of], format), yielder);
      }
    }
  }
  if (format.end) yield format.end;
}

function numberBlock(name: string, help: string, value: number, format: Format): Block {
  return { head: format.head({ name, unit: null, help }), count: 1, sample: () => `${name} ${value}\n` };
}

function seriesBlock(
  series: ExporterSeries,
  column: number,
  subjects: readonly Subject[],
  format: Format,
): Block {
  const { name, kind, help } = series;
  const isCounter = kind === 'counter';
  const unit = name.endsWith('_bytes') ? 'bytes' : null;
  const sampleName = isCounter ? `${name}_total` : name;
  return {
    head: isCounter ? format.counterHead(name, help) : format.head({ name, unit, help }),
    count: subjects.length,
    sample(i) {
      const { labels, values } = subjects[i] as Subject;
      const value = exporterValue(series, values[column] as number);
      return Number.isFinite(value) ? `${sampleName}{${labels}} ${value}\n` : '';
    },
  };
}

/** What a record says of one disk or interface. */
interface DevicePart {
  name: string;
  path: string;
  readonly of: 'block' | 'net';
  readonly values: Float64Array;
}

/** Where a field of a record goes: a series of the domain or of device number `index`. */
interface Place {
  readonly of: ExporterSubject;
  readonly index: number;
  readonly field: string;
  /** −1 for a field that no series has. */
  readonly column: number;
}

async function subjectsOf(
  records: readonly StatsRecord[],
  devicesOf: (uuid: string) => readonly Device[],
  yielder: EventLoopYielder,
): Promise<Subjects> {
  const subjects: Subjects = { domain: [], block: [], net: [] };
  // The names are shared by most records: each is taken apart once.
  const places = new Map<string, Place>();
  const placed = (name: string): Place => {
    let place = places.get(name);
    if (!place) places.set(name, (place = placeOf(name)));
    return place;
  };
  for (const record of records) {
    if (yielder.isDue()) await yielder.pause();
    const { name, uuid } = record;
    const { domain, parts } = partsOf(record, placed);
    subjects.domain.push({ labels: labelText([['domain', name], ['uuid', uuid]]), values: domain }); // prettier-ignore
    const devices = devicesOf(uuid);
    for (const part of parts) {
      const labels = deviceLabels(part, devices);
      if (!labels) continue;
      const all = labelText([['domain', name], ...labels, ['target_device', part.name], ['uuid', uuid]]); // prettier-ignore
      subjects[part.of].push({ labels: all, values: part.values });
    }
  }
  return subjects;
}

/** The values of one record: those of the domain, and those of each device that has a name. */
function partsOf(
  { params }: StatsRecord,
  placed: (name: string) => Place,
): { domain: Float64Array; parts: Iterable<DevicePart> } {
  const domain = unknown('domain');
  const parts = new Map<string, DevicePart>();
  for (const [name, value] of params) {
    const { of, index, field, column } = placed(name);
    if (of === 'domain') {
      if (column >= 0) domain[column] = Number(value);
      continue;
    }
    const key = `${of} ${index}`;
    let part = parts.get(key);
    if (!part) parts.set(key, (part = { of, name: '', path: '', values: unknown(of) }));
    if (field === 'name' || field === 'path') part[field] = String(value);
    else if (column >= 0) part.values[column] = Number(value);
  }
  // By their name: two of one name would be one series twice, which ends a whole scrape.
  const named = new Map<string, DevicePart>();
  for (const part of parts.values()) if (part.name) named.set(`${part.of} ${part.name}`, part);
  return { domain, parts: named.values() };
}

function placeOf(name: string): Place {
  const [, of, index = '-1', field = name] = /^(block|net)\.(\d{1,6})\.(.+)$/.exec(name) ?? [];
  const subject = (of ?? 'domain') as ExporterSubject;
  const column = seriesOf[subject].findIndex((series) => series.field === field);
  return { of: subject, index: Number(index), field, column };
}

function unknown(of: ExporterSubject): Float64Array {
  return new Float64Array(seriesOf[of].length).fill(Number.NaN);
}

/**
 * The label that comes from the domain's XML, or what the record has in its place as long as that was not read. Null
 * for a drive that the exporter leaves out.
 */
function deviceLabels({ of, name, path }: DevicePart, devices: readonly Device[]): Label[] | null {
  if (of === 'net') {
    const {
      type,
      source = '',
      bridge = '',
    } = devices.find(({ kind, labels }) => kind === 'net' && labels['ifname'] === name)?.labels ?? {};
    return [['source_bridge', type === 'bridge' ? source : bridge]];
  }
  const disk = devices.find(({ kind, key }) => kind === 'disk' && key === segment(name));
  if (!disk) return [['source_file', path]];
  const { type, source = '', device } = disk.labels;
  return device === 'cdrom' ? null : [['source_file', type === 'file' ? source : '']];
}
