import { gapsOf, type Gap } from '../columns.ts';
import type { EntityView } from '../entity.ts';
import { status } from '../status.ts';
import { spanAt } from '../window.ts';
import type { Line } from './specs.ts';
import { told } from './told.ts';

/** Where in the shown span nothing is known of any of the lines, and why. */
export function gapsIn({ columns }: EntityView, lines: readonly Line[]): Gap[] {
  const last = columns?.times.at(-1);
  if (!columns || last === undefined) return [];
  const { from, to } = spanAt(last);
  const members = lines.map(({ metric }) => columns.byMetric.get(metric));
  const first = (columns.times[0] ?? to) - columns.step;
  const before = first > from ? [{ start: from, end: first, code: 'not-collected' }] : [];
  const gaps = [...before, ...gapsOf(columns, members, from, to)];
  return told(gaps, (status.value?.startedAt ?? 0) + columns.step);
}
