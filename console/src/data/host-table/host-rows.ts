import type { SourceState } from '../../../../src/api/wire/status.ts';
import type { Table } from '../../../../src/api/wire/table.ts';
import { activityOf } from '../../../../src/model/classes.ts';
import { LIGHTS, lightOfRow, type Light } from '../../../../src/model/light.ts';
import { rowWord } from '../../../../src/model/text/state-word.ts';
import { readableUri } from '../../format/readable-uri.ts';
import { uriOf } from '../api.ts';

/** Metrics of hosts that their table draws. */
export const hostMetrics = ['cpu.usage', 'cpu.count', 'memory.used', 'memory.total'] as const;
export type HostMetric = (typeof hostMetrics)[number];

/** Machines of a host. */
export interface Machines {
  readonly all: number;
  readonly running: number;
  /** Whether they run is not known. */
  readonly unknown: number;
}

/** A host of the fleet; or a source that has not yet said which host it reads. */
export interface HostRow {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly light: Light;
  /** What is wrong, else the state, in the word that people read. */
  readonly word: string;
  /** Why it, or what reads its machines, is away; null where nothing is. */
  readonly reason: string | null;
  /** Epoch seconds since when it is so; null where nothing is wrong. */
  readonly since: number | null;
  /** It has no numbers now: those that were last known are shown. */
  readonly isAway: boolean;
  /** Null where unknown, of a host that is away the last that were known. */
  readonly values: Readonly<Record<HostMetric, number | null>>;
  /** Code of why a value is unknown. */
  readonly reasons: Readonly<Record<HostMetric, string | null>>;
  readonly source: string;
  /** Null where its machines are not known either. */
  readonly machines: Machines | null;
}

const none: Machines = { all: 0, running: 0, unknown: 0 };

/** Every host, with what its sources say of themselves, and every source that is down and of no known host. */
export function hostRows(hosts: Table, machines: Table | null, sources: readonly SourceState[]): HostRow[] {
  const { counts, readers } = placed(machines);
  const down = new Map(sources.filter(({ up }) => !up).map((source) => [source.id, source]));
  const known = new Set<string>();
  const rows = hosts.ids.map((id, row): HostRow => {
    const own = hosts.sources[row] ?? '';
    const condition = hosts.conditions[row] ?? null;
    const ofHost = [own, ...(readers.get(id) ?? [])];
    for (const source of ofHost) known.add(source);
    // Of its own source the live row is newer than the status, which may be of before it was reached.
    const failed = ofHost
      .filter((source) => source !== own || condition !== null)
      .map((source) => down.get(source))
      .find((source) => source !== undefined);
    const light = lightOfRow('host', hosts, row);
    return {
      id,
      name: hosts.names[row] ?? id,
      uri: uriOf('host', id),
      light: failed ? 'red' : light,
      word: rowWord(hosts, row),
      reason: failed?.reason ?? condition?.reason ?? null,
      since: condition?.since ?? failed?.since ?? null,
      isAway: condition !== null,
      values: ofMetrics((metric) => hosts.columns[metric]?.[row] ?? null),
      reasons: ofMetrics((metric) => hosts.reasons[metric]?.[row] ?? null),
      source: own,
      machines: machines && (counts.get(id) ?? none),
    };
  });
  for (const [id, source] of down) if (!known.has(id)) rows.push(unknownHost(source));
  return rows;
}

function unknownHost({ id, name, reason, since }: SourceState): HostRow {
  return {
    id: `source ${id}`,
    name: readableUri(name),
    uri: uriOf('source', id),
    light: 'red',
    word: 'unreachable',
    reason,
    since,
    isAway: true,
    values: ofMetrics(() => null),
    reasons: ofMetrics(() => 'unreachable'),
    source: id,
    machines: null,
  };
}

function ofMetrics<Value>(of: (metric: HostMetric) => Value): Record<HostMetric, Value> {
  return Object.fromEntries(hostMetrics.map((metric) => [metric, of(metric)])) as Record<HostMetric, Value>;
}

/** Machines by the id of their host: how many, and which sources read them. */
function placed(table: Table | null): {
  counts: ReadonlyMap<string, Machines>;
  readers: ReadonlyMap<string, ReadonlySet<string>>;
} {
  const counts = new Map<string, { all: number; running: number; unknown: number }>();
  const readers = new Map<string, Set<string>>();
  for (const [row, host] of table?.hosts.entries() ?? []) {
    if (!table || host === null) continue;
    const activity = activityOf('VM', table.states[row] ?? 'unknown');
    let count = counts.get(host);
    if (!count) counts.set(host, (count = { ...none }));
    count.all++;
    if (activity === 'unknown') count.unknown++;
    else if (activity === 'running') count.running++;
    let sources = readers.get(host);
    if (!sources) readers.set(host, (sources = new Set()));
    sources.add(table.sources[row] ?? '');
  }
  return { counts, readers };
}

/** How much a row calls for attention, 0 most; the same for all that needs none. */
export const severityOf = ({ light }: HostRow): number => LIGHTS.indexOf(light === 'off' ? 'ok' : light);
