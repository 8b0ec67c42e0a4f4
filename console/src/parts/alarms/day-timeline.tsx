import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Alarm, AlarmLog } from '../../../../src/api/wire/alarms.ts';
import { useShown } from '../../data/alarms/shown.ts';
import { DayLog, type DayChanges } from '../../data/alarms/day-log.ts';
import { getJson } from '../../data/api.ts';
import { now } from '../../data/clock.ts';
import { instant } from '../../format/time.ts';
import { spansOf } from './day-spans.ts';
import { Timeline } from './timeline.tsx';

const daySeconds = 86_400;
/** Rows that are drawn, those that changed last. */
const most = 20;

interface Props {
  /** Parameters of the address of the log. */
  filter: string;
  /** Alarms that are listed now. */
  alarms: readonly Alarm[];
}

/** When each alarm of the last day was red or amber. */
export function DayTimeline({ filter, alarms }: Props): JSX.Element | null {
  const log = useMemo(() => new DayLog(filter), [filter]);
  const { value } = useShown<DayChanges>(filter, async (left) =>
    log.update(now.peek() - daySeconds, async (path) => getJson<AlarmLog>(path, left)),
  );
  const end = now.value;
  const start = end - daySeconds;
  const rows = value ? spansOf(value, alarms, start, end) : [];
  if (!value || rows.length === 0) return null;
  return (
    <section class="day" aria-label="the last day">
      <h2>The last day</h2>
      <Timeline rows={rows.slice(0, most)} start={start} end={end} />
      {rows.length > most && (
        <p class="note">
          The {most} that changed last, of {rows.length}.
        </p>
      )}
      {value.completeSince > start && (
        <p class="note">
          Complete since {instant(value.completeSince, end)}: changes before that are no longer kept.
        </p>
      )}
    </section>
  );
}
