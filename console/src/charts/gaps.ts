import { gapsOf, type Gap } from '../columns.ts';
import type { EntityView } from '../entity.ts';
import { beforeStart, notKept } from '../reasons.ts';
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
  const started = (status.value?.startedAt ?? 0) + columns.step;
  const code = first > started ? notKept : beforeStart;
  const before = first > from ? [{ start: from, end: first, code }] : [];
  return told([...before, ...gapsOf(columns, members, from, to)], started);
}
