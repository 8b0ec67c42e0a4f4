import type { JSX } from 'preact';
import type { AlarmTransition } from '../../../../src/api/wire/alarms.ts';
import { now } from '../../data/clock.ts';
import { spansOf } from './day-spans.ts';
import { Timeline } from './timeline.tsx';

const daySeconds = 86_400;
/** Rows that are drawn, those that were raised last. */
const most = 20;

/** When each alarm of the last day was red or amber. */
export function DayTimeline({
  transitions,
}: {
  transitions: readonly AlarmTransition[];
}): JSX.Element | null {
  const end = now.value;
  const start = end - daySeconds;
  const rows = spansOf(transitions, start, end).slice(0, most);
  if (rows.length === 0) return null;
  return (
    <section class="day" aria-label="the last day">
      <h2>The last day</h2>
      <Timeline rows={rows} start={start} end={end} />
    </section>
  );
}
