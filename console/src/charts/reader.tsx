import type { ComponentChildren, JSX } from 'preact';
import type { EntityView } from '../entity.ts';
import { clock, shownUnit, text } from '../format.ts';
import { sentence } from '../reasons.ts';
import { longest, spanAt, unzoom, zoom, zoomTo } from '../window.ts';
import { cursor, rowAt } from './cursor.ts';
import type { Line } from './specs.ts';

interface Props {
  view: EntityView;
  title: string;
  lines: readonly Line[];
  height: number;
  children: ComponentChildren;
}

/** Rows an arrow or paging key moves the cursor by. */
const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -12,
  PageDown: 12,
  Home: -Infinity,
  End: Infinity,
};

/** Lets keys do on a chart what the pointer does: read along the time axis and zoom. */
export function Reader({ view, title, lines, height, children }: Props): JSX.Element {
  const times = view.columns?.times ?? [];
  const row = Math.max(0, rowAt(times, cursor.value));
  const read = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step !== undefined) cursor.value = times[Math.max(0, Math.min(times.length - 1, row + step))] ?? null;
    else if (event.key === '+' || event.key === '-')
      zoomAround(view, times[row], event.key === '+' ? 0.5 : 2);
    else if (event.key === 'Escape') leave();
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="plots"
      role="slider"
      tabIndex={0}
      style={{ minHeight: `${height}px` }}
      aria-label={`${title} over time`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, times.length - 1)}
      aria-valuenow={row}
      aria-valuetext={spoken(view, lines, row)}
      onKeyDown={read}
      onBlur={() => (cursor.value = null)}
      onDblClick={leave}
    >
      {children}
    </div>
  );
}

function leave(): void {
  cursor.value = null;
  if (zoom.value) unzoom();
}

function zoomAround(view: EntityView, middle: number | undefined, by: number): void {
  const { from, to } = spanAt(view.columns?.times.at(-1) ?? 0);
  const half = ((to - from) * by) / 2;
  if (middle === undefined || half < 10) return;
  if (half * 2 >= longest) unzoom();
  else zoomTo(middle - half, middle + half);
}

function spoken(view: EntityView, lines: readonly Line[], row: number): string {
  const { columns } = view;
  const time = columns?.times[row];
  if (!columns || time === undefined) return 'no data yet';
  const values = lines.map(({ metric, label }) => {
    const column = columns.byMetric.get(metric);
    const value = column?.values[row] ?? null;
    if (value !== null) return `${label} ${text(value, shownUnit(metric))}`;
    return `${label} unknown, ${sentence(column?.reasons[row] ?? 'not-reported')}`;
  });
  return `${clock(time)}: ${values.join('; ')}`;
}
