import type { Column, Columns, Gap } from '../../data/columns.ts';
import { moment, shownUnit, span, text } from '../../format/format.ts';
import { sentence } from '../../data/reasons.ts';
import { columnOf, type Line } from '../specs.ts';

/** A chart in one sentence: the value now, its trend, its peak, and the gaps with their reasons. */
export function summarise(
  title: string,
  lines: readonly Line[],
  columns: Columns,
  { gaps, source }: { gaps: readonly Gap[]; source: string | null },
  from: number,
  to: number,
): string {
  const rows = columns.times.flatMap((time, row) => (time > from && time <= to + 0.001 ? [row] : []));
  const parts = lines.flatMap((line) => {
    const column = columnOf(columns, line);
    return column ? [course(line, column, columns.times, rows, to - from)] : [];
  });
  const at = (time: number): string => moment(time, to - from);
  const holes = gaps.map((gap) => `${at(gap.start)}–${at(gap.end)} ${sentence(gap.code, source)}`);
  const values = parts.length > 0 ? parts.join('; ') : 'nothing is known';
  const newest = holes.slice(-3).join(', ');
  const unknown =
    holes.length > 3 ? `; ${holes.length} gaps, the newest ${newest}` : holes.length > 0 && `; gap ${newest}`;
  return `${title}: ${values}${unknown || ''}.`;
}

function course(
  line: Line,
  column: Column,
  times: readonly number[],
  rows: readonly number[],
  seconds: number,
): string {
  const unit = shownUnit(line.metric);
  const known = rows.filter((row) => column.values[row] !== null);
  const newest = rows.at(-1);
  if (newest === undefined || known.length === 0) return `${line.label} unknown`;
  const at = (row: number): number => column.values[row] ?? 0;
  const last = at(known.at(-1) ?? 0);
  if (column.values[newest] === null) {
    return `${line.label} unknown, last ${text(last, unit)} at ${moment(times[known.at(-1) ?? 0] ?? 0, seconds)}`;
  }
  const head = `${line.label} ${text(last, unit)}`;
  if (known.length < 6) return head;
  const tail = Math.max(1, Math.floor(known.length / 6));
  const before = mean(known.slice(0, tail).map(at));
  const after = mean(known.slice(-tail).map(at));
  const top = known.reduce((best, row) => (at(row) > at(best) ? row : best), known[0] ?? 0);
  const peak =
    at(top) > 1.25 * Math.max(before, after)
      ? `, peak ${text(at(top), unit)} at ${moment(times[top] ?? 0, seconds)}`
      : '';
  return head + trend(before, after, at(top), (value) => text(value, unit), seconds) + peak;
}

/** A change of less than a quarter, or of a twentieth of the peak, is not mentioned. */
function trend(
  before: number,
  after: number,
  top: number,
  show: (value: number) => string,
  seconds: number,
): string {
  const moved = Math.abs(after - before);
  if (moved < 0.25 * Math.max(before, after) || moved < 0.05 * top) return ', steady';
  return `, ${after > before ? 'rising' : 'falling'} from ${show(before)} in ${span(seconds)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
