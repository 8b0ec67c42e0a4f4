import '../styles/alarms.css';
import type { JSX } from 'preact';
import type { AlarmLog, Alarms } from '../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../data/alarms/alarms.ts';
import { alarmSummary } from '../data/alarms/summary.ts';
import { AlarmList } from '../parts/alarms/alarm-list.tsx';
import { Checked } from '../parts/alarms/checked.tsx';
import { DayTimeline } from '../parts/alarms/day-timeline.tsx';
import { SilenceList } from '../parts/alarms/silence-list.tsx';
import { Summary } from '../parts/alarms/summary.tsx';
import { Transitions } from '../parts/alarms/transitions.tsx';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { search } from '../view/router.ts';

/** Changes that are listed below the alarms. */
const newest = 20;

/** What is red or amber now, since when and why, and what changed lately. */
export function AlarmsPage(): JSX.Element {
  const asked = new URLSearchParams(search.value);
  const query = new URLSearchParams(
    ['state', 'rule', 'subject'].flatMap((name) => {
      const value = asked.get(name);
      return value === null ? [] : [[name, value]];
    }),
  ).toString();
  const path = `/alarms${query && `?${query}`}`;
  const { value, problem, refresh } = useAlarmAnswer<Alarms>(path);
  const log = useAlarmAnswer<AlarmLog>('/alarms/log?limit=500').value.value;
  if (problem.value && !value.value) return <Problem problem={problem.value} what="list of alarms" />;
  const list = value.value;
  return (
    <div class="alarms-page">
      <div class="table-bar">
        <h1>Alarms</h1>
        <span class="space" />
        <CopyCurl requests={() => [path, '/alarms/log']} />
      </div>
      {list && <Summary summary={alarmSummary.value ?? list.summary} query={query} />}
      {!list && <p class="note">Waiting for the alarms.</p>}
      {list && <Checked checked={list.checked} isQuiet={list.alarms.length === 0 && query === ''} />}
      {list && list.alarms.length === 0 && query !== '' && <p class="note">There is no such alarm.</p>}
      {list && <AlarmList alarms={list.alarms} changed={refresh} />}
      {list?.next != null && <p class="note">There are more: choose a rule, or ask for them with curl.</p>}
      <SilenceList />
      {log && <DayTimeline transitions={log.transitions} />}
      <section>
        <h2>
          <a href="/alarms/log">Latest changes</a>
        </h2>
        {log?.transitions.length === 0 && <p class="note">No alarm has changed yet.</p>}
        {log && log.transitions.length > 0 && (
          <Transitions transitions={log.transitions.slice(-newest).toReversed()} />
        )}
      </section>
    </div>
  );
}
