import { gapsOf, type Gap } from '../../data/columns.ts';
import { beforeHistory, notKept } from '../../data/reasons.ts';
import { historyOutlived, status, wereRowsBefore } from '../../data/status.ts';
import { spanOf, type Drawn } from '../drawn.ts';
import { columnOf, type Line } from '../specs.ts';
import { mergeGaps } from './gap-reasons.ts';

/** A gap of one of the lines of a chart. */
export interface LineGap extends Gap {
  readonly line: Line;
}

/** Of several entities in a chart: the gaps of each, besides those that all have in common, in order of time. */
export function gapsOfEach(view: Drawn, lines: readonly Line[], common: readonly Gap[]): LineGap[] {
  if (lines.length < 2 || lines.some(({ id }) => id === undefined)) return [];
  const isCommon = ({ start, end }: Gap): boolean =>
    common.some((gap) => gap.start <= start + 0.001 && gap.end >= end - 0.001);
  const own: LineGap[] = [];
  for (const line of lines) {
    for (const gap of gapsIn(view, [line])) if (!isCommon(gap)) own.push({ ...gap, line });
  }
  return own.sort((a, b) => a.start - b.start);
}

/** Where in the shown span nothing is known of any of the lines, and why. */
export function gapsIn(view: Drawn, lines: readonly Line[]): Gap[] {
  const { columns } = view;
  // Rows of an earlier range say nothing of what this one has besides.
  if (!columns || columns.times.length === 0 || view.pending) return [];
  const { from, to } = spanOf(view);
  const members = lines.map((line) => columnOf(columns, line));
  const first = (columns.times[0] ?? to) - columns.step;
  const started = (status.value?.startedAt ?? 0) + columns.step;
  const outlived = historyOutlived(view.class);
  const code = wereRowsBefore(view.class, first) ? notKept : beforeHistory;
  const before = first > from ? [{ start: from, end: Math.min(first, to), code }] : [];
  const starts = view.marks.flatMap(({ kind, time }) => (kind === 'virtscope-started' ? time : []));
  return mergeGaps([...before, ...gapsOf(columns, members, from, to)], {
    began: outlived ? 0 : started,
    starts,
    step: columns.step,
    removedSince: view.removedSince,
  });
}
