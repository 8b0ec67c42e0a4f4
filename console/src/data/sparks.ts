import { signal } from '@preact/signals';
import type { Series } from '../../../src/api/wire/history.ts';
import type { Table } from '../../../src/api/wire/table.ts';
import { getJson } from './api.ts';
import { rowEnd } from './columns.ts';

/** What the small lines in the table draw. */
export const sparkMetric = 'cpu.usage';
const rows = 120;
/** Lines kept for rows that scrolled away; older ones are fetched again. */
const keepMost = 400;

const lines = new Map<string, (number | null)[]>();
const wanted = new Set<string>();
/** Asked for and not answered yet. */
const asked = new Set<string>();
let newest = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let table: Table | null = null;

/** Grows when lines were loaded or extended. */
const version = signal(0);

/** The line of one machine. Reading it follows it. */
export function sparkOf(id: string): readonly (number | null)[] | undefined {
  return version.value >= 0 ? lines.get(id) : undefined;
}

/** Requests the lines of rows that became visible; one request when scrolling stops. */
export function wantSparks(ids: readonly string[]): void {
  const missing = ids.filter((id) => !lines.has(id) && !asked.has(id));
  if (missing.length === 0) return;
  wanted.clear();
  for (const id of missing) wanted.add(id);
  clearTimeout(timer);
  timer = setTimeout(() => void fetchLines(), 80);
}

/** Appends one row from a live table to the lines at hand. */
export function appendSparks(live: Table): void {
  table = live;
  if (live.time === null) return;
  const end = rowEnd(live.time, live.step);
  const skipped = newest === 0 ? 0 : Math.round((end - newest) / live.step) - 1;
  if (skipped < 0) return;
  newest = end;
  const column = live.columns[sparkMetric];
  if (!column) lines.clear();
  if (!column || lines.size === 0) return;
  live.ids.forEach((id, row) => {
    const line = lines.get(id);
    if (!line) return;
    for (let i = 0; i < Math.min(skipped, rows); i++) line.push(null);
    line.push(column[row] ?? null);
    line.splice(0, Math.max(0, line.length - rows));
  });
  version.value++;
}

/** Drops all lines: the stream has a hole and history is asked again. */
export function forgetSparks(): void {
  lines.clear();
  newest = 0;
  version.value++;
}

async function fetchLines(): Promise<void> {
  const ids = [...wanted];
  wanted.clear();
  for (const id of ids) asked.add(id);
  const answer = await getJson<Series>(
    `/metrics/VM/history?metrics=${sparkMetric}&ids=${ids.join(',')}&start=-${rows * (table?.step ?? 5)}`,
  ).catch(() => null);
  for (const id of ids) asked.delete(id);
  if (!answer) return;
  for (const { id, data } of answer.series) {
    const line = data.slice(-rows);
    // Live rows that arrived while the answer was on its way.
    const behind = Math.round((newest - answer.end) / answer.step);
    for (let i = 0; i < Math.min(behind, rows); i++) line.push(i === behind - 1 ? current(id) : null);
    lines.set(id, line);
  }
  for (const id of lines.keys()) {
    if (lines.size <= keepMost) break;
    if (!ids.includes(id)) lines.delete(id);
  }
  version.value++;
}

function current(id: string): number | null {
  const row = table?.ids.indexOf(id) ?? -1;
  return table?.columns[sparkMetric]?.[row] ?? null;
}
