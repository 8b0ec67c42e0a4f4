import '../styles/alarms.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlarmLog, Alarms } from '../../../src/api/wire/alarms.ts';
import { addressOf, parametersOf } from '../data/alarms/address.ts';
import { useShown } from '../data/alarms/shown.ts';
import { alarmFilter } from '../data/alarms/filter.ts';
import { readAlarms } from '../data/alarms/read-alarms.ts';
import { alarmSummary } from '../data/alarms/summary.ts';
import { getJson } from '../data/api.ts';
import { AlarmList } from '../parts/alarms/alarm-list.tsx';
import { Checked } from '../parts/alarms/checked.tsx';
import { DayTimeline } from '../parts/alarms/day-timeline.tsx';
import { FilterBar } from '../parts/alarms/filter-bar.tsx';
import { More } from '../parts/alarms/more.tsx';
import { SilenceList } from '../parts/alarms/silence-list.tsx';
import { Summary } from '../parts/alarms/summary.tsx';
import { Transitions } from '../parts/alarms/transitions.tsx';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { query } from '../view/router.ts';

/** Changes that are listed below the alarms. */
const newest = 20;

/** What is red or amber now, since when and why, and what changed lately. */
export function AlarmsPage(): JSX.Element {
  const filter = alarmFilter.value;
  const state = query('state');
  const asked = addressOf('/alarms', parametersOf({ state }), filter);
  const [further, setFurther] = useState({ of: asked, pages: 1 });
  const pages = further.of === asked ? further.pages : 1;
  const alarms = useShown<Alarms>(`${asked} ${pages}`, async (left) =>
    readAlarms(asked, pages, async (path) => getJson<Alarms>(path, left)),
  );
  const latest = addressOf('/alarms/log', `limit=${newest}`, filter);
  const { value: log } = useShown<AlarmLog>(latest, async (left) => getJson<AlarmLog>(latest, left));
  const list = alarms.value;
  const problem = !list || alarms.isOld ? alarms.problem.value : null;
  const isNone = list?.alarms.length === 0;
  const isAll = state === null && filter === '';
  return (
    <div class="alarms-page">
      <div class="table-bar">
        <h1>Alarms</h1>
        <span class="space" />
        <CopyCurl requests={() => [asked, addressOf('/alarms/log', filter)]} />
      </div>
      <FilterBar subjectName={alarms.isOld ? undefined : list?.alarms[0]?.name} />
      {problem && <Problem problem={problem} what="list of alarms" />}
      {!list && !problem && <p class="note">Waiting for the alarms.</p>}
      {list && <Summary summary={alarmSummary.value ?? list.summary} state={state} filter={filter} />}
      {list && <Checked checked={list.checked} isQuiet={isNone && isAll} />}
      {list && !problem && (
        <div aria-busy={alarms.isOld}>
          {isNone && !isAll && <p class="note">There is no such alarm.</p>}
          <AlarmList alarms={list.alarms} changed={alarms.refresh} />
          {list.next !== null && (
            <More
              count={list.alarms.length}
              pages={pages}
              isBusy={alarms.isOld}
              show={() => setFurther({ of: asked, pages: pages + 1 })}
            />
          )}
        </div>
      )}
      <SilenceList />
      {list && <DayTimeline filter={filter} alarms={list.alarms} />}
      <section>
        <h2>
          <a href={addressOf('/alarms/log', filter)}>Latest changes</a>
        </h2>
        {log?.transitions.length === 0 && <p class="note">No alarm has changed yet.</p>}
        {log && log.transitions.length > 0 && <Transitions transitions={log.transitions.toReversed()} />}
      </section>
    </div>
  );
}
