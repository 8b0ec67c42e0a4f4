import '../styles/alarms.css';
import type { JSX } from 'preact';
import type { AlarmLog } from '../../../src/api/wire/alarms.ts';
import { addressOf, parametersOf } from '../data/alarms/address.ts';
import { useShown } from '../data/alarms/shown.ts';
import { alarmFilter } from '../data/alarms/filter.ts';
import { getJson } from '../data/api.ts';
import { FilterBar } from '../parts/alarms/filter-bar.tsx';
import { LogPages } from '../parts/alarms/log-pages.tsx';
import { Transitions } from '../parts/alarms/transitions.tsx';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { query } from '../view/router.ts';

/** Changes of alarms, the newest first, from any place of the log. */
export function AlarmLogPage(): JSX.Element {
  const place = parametersOf({ before: query('before'), after: query('after') });
  const path = addressOf('/alarms/log', place, alarmFilter.value);
  const shown = useShown<AlarmLog>(path, async (left) => getJson<AlarmLog>(path, left));
  const log = shown.value;
  const problem = !log || shown.isOld ? shown.problem.value : null;
  return (
    <div class="alarms-page">
      <div class="table-bar">
        <h1>
          Log of <a href={addressOf('/alarms', alarmFilter.value)}>alarms</a>
        </h1>
        <span class="space" />
        <CopyCurl requests={() => [path]} />
      </div>
      <FilterBar subjectName={shown.isOld ? undefined : log?.transitions[0]?.name} />
      {problem && <Problem problem={problem} what="log" />}
      {!log && !problem && <p class="note">Waiting for the log.</p>}
      {log && !problem && (
        <div aria-busy={shown.isOld}>
          <LogPages log={log} isNewest={place === ''} filter={alarmFilter.value} />
          {log.transitions.length > 0 && <Transitions transitions={log.transitions.toReversed()} />}
        </div>
      )}
    </div>
  );
}
