import { signal } from '@preact/signals';
import type { Series } from '../../../../src/api/wire/history.ts';
import { getJson } from '../api.ts';
import { hostMetrics, type HostMetric, type HostRow } from './host-rows.ts';

/** Seconds of history before a host went away in which its last values are looked for, and after. */
const before = 600;
const after = 60;

/** The last values of hosts that are away, by id; one is asked for once while it is away. */
const lastKnown = signal<ReadonlyMap<string, Readonly<Record<HostMetric, number | null>>>>(new Map());
const asked = new Map<string, number>();

/** A row as it is shown: that of a host that is away has the last values that are known of it. */
export function withLastKnown(row: HostRow): HostRow {
  const values = row.isAway ? lastKnown.value.get(row.id) : undefined;
  return values ? { ...row, values } : row;
}

/** Asks for the last values of those hosts that are away. */
export function wantLastKnown(rows: readonly HostRow[]): void {
  for (const { id, since, isAway, machines } of rows) {
    if (!isAway || since === null || machines === null || asked.get(id) === since) continue;
    asked.set(id, since);
    fetchLast(id, since).catch(reportError);
  }
}

async function fetchLast(id: string, since: number): Promise<void> {
  const range = `start=${Math.floor(since - before)}&end=${Math.ceil(since + after)}`;
  const answer = await getJson<Series>(
    `/metrics/host/history?metrics=${hostMetrics.join(',')}&ids=${encodeURIComponent(id)}&${range}`,
  ).catch(() => null);
  // Without an answer there are dashes with their reason.
  if (!answer) return;
  const last = (metric: HostMetric): number | null =>
    answer.series.find((series) => series.metric === metric)?.data.findLast((value) => value !== null) ??
    null;
  const values = Object.fromEntries(hostMetrics.map((metric) => [metric, last(metric)]));
  lastKnown.value = new Map(lastKnown.value).set(id, values as Record<HostMetric, number | null>);
}
