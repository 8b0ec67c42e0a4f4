import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { between, shownUnit, text } from '../../format/format.ts';
import { rowTime } from '../../format/time.ts';
import { sentence } from '../../data/reasons.ts';
import { pan, unzoom, zoom, zoomBy } from '../../view/window.ts';
import { cursor, rowAt } from '../cursor.ts';
import { rowsShown, spanOf, type Drawn } from '../drawn.ts';
import { gapsIn } from '../gaps/gaps.ts';
import { reasonIn } from '../gaps/gap-reasons.ts';
import { columnOf, type Line } from '../specs.ts';

interface Props {
  view: Drawn;
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
/** Share of the span that Shift and an arrow pan by. */
const stride = 0.25;

/** Lets keys do on a chart what the pointer does: read along the time axis, zoom and pan. */
export function Reader({ view, title, lines, height, children }: Props): JSX.Element {
  const [reading, setReading] = useState(false);
  const times = view.columns?.times ?? [];
  const { first, last } = rowsShown(view);
  const inside = (place: number): number => Math.max(first, Math.min(last, place));
  // A pointer moves over sixty charts at once; what is spoken is that of the one with the focus.
  const row = inside(rowAt(times, reading ? cursor.value : null));
  const read = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step !== undefined && event.shiftKey) pan(Math.sign(step) * stride, true);
    else if (step !== undefined) cursor.value = times[inside(row + step)] ?? null;
    else if (event.key === '+' || event.key === '-') {
      zoomBy(event.key === '+' ? 0.5 : 2, times[row] ?? spanOf(view).to, true);
    } else if (event.key === 'e' || event.key === 'E') {
      cursor.value = markBeside(view, cursor.value, event.key === 'e') ?? cursor.value;
    } else if (event.key === 'Escape') leave();
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
      aria-valuemin={first}
      aria-valuemax={last}
      aria-valuenow={row}
      aria-valuetext={spoken(view, lines, row)}
      onKeyDown={read}
      onFocus={() => setReading(true)}
      onBlur={() => {
        setReading(false);
        cursor.value = null;
      }}
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

/** Instant of the next event, or of the previous one; null where there is none. */
function markBeside(view: Drawn, instant: number | null, next: boolean): number | null {
  const { from, to } = spanOf(view);
  const times = view.marks.map(({ time }) => time).filter((time) => time > from && time <= to);
  const found = next
    ? times.find((time) => time > (instant ?? from))
    : times.findLast((time) => time < (instant ?? to));
  return found ?? null;
}

function spoken(view: Drawn, lines: readonly Line[], row: number): string {
  const { columns } = view;
  const time = columns?.times[row];
  if (!columns || time === undefined) return 'no data yet';
  const gaps = gapsIn(view, lines);
  const values = lines.map((line) => {
    const column = columnOf(columns, line);
    const value = column?.values[row] ?? null;
    if (value !== null) {
      const [low, high] = [column?.band?.low[row] ?? null, column?.band?.high[row] ?? null];
      const inside = low === null || high === null ? '' : ` (${between(low, high, line.metric)})`;
      return `${line.label} ${text(value, shownUnit(line.metric))}${inside}`;
    }
    const own = column?.reasons[row] ?? 'not-reported';
    return `${line.label} unknown, ${sentence(reasonIn(gaps, time, columns.step, own) ?? own, view.source)}`;
  });
  const { from, to } = spanOf(view);
  const happened = view.marks.filter((mark) => mark.time > time - columns.step && mark.time <= time);
  const events = happened.map(({ text: sentenceOf }) => `. ${sentenceOf}`).join('');
  return `${rowTime(time, columns.step, to - from)}: ${values.join('; ')}${events}`;
}
