import '../styles/compare.css';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { Top } from '../../../src/api/wire/top.ts';
import { shownUnit } from '../format/format.ts';
import { hosts } from '../data/hosts.ts';
import { useCommands } from '../view/keys.ts';
import { labelOf, measures } from '../view/measures.ts';
import { together } from '../format/together.ts';
import { addsUp, TopTable } from '../parts/ranking/top-table.tsx';
import { query, setQuery } from '../view/router.ts';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { Ranking, topUri, type TopQuestion } from '../data/top.ts';
import { chooseWindow, chosenWindow, offeredWindows, windowCommands } from '../view/window.ts';

/** The machines that have most of one metric in a window. */
export function TopPage(): JSX.Element {
  const top = useMemo(() => new Ranking(), []);
  useEffect(() => top.open(asked), [top]);
  useCommands(windowCommands);
  const { metric, host } = asked();
  const shown = top.answer.value;
  const stale = shown !== null && JSON.stringify(shown.question) !== JSON.stringify(asked());
  return (
    <div class="top-page">
      <h1>Which machines use {host === null ? 'the hosts' : 'this host'}?</h1>
      <div class="time-bar" role="group" aria-label="what is ranked">
        <select
          aria-label="metric"
          value={metric}
          onChange={(event) => setQuery({ metric: event.currentTarget.value }, true)}
        >
          {measures.every((measure) => measure.metric !== metric) && <option value={metric}>{metric}</option>}
          {measures.map((measure) => (
            <option key={measure.metric} value={measure.metric}>
              {measure.label}
            </option>
          ))}
        </select>
        <Hosts host={host} />
        <Selector />
        {offeredWindows.value.map((window) => (
          <button
            key={window.key}
            type="button"
            aria-pressed={chosenWindow.value === window}
            onClick={() => chooseWindow(window)}
          >
            {window.label}
          </button>
        ))}
        <CopyCurl requests={() => [topUri(asked())]} />
        {shown && shown.top.count > 0 && (
          <span class="instant">
            {shown.top.count} machines
            {addsUp(shown.top.metric) && `, ${inAll(shown.top)}`}
          </span>
        )}
      </div>
      {top.problem.value && <Problem problem={top.problem.value} what="ranking" />}
      {!top.problem.value && shown && (
        <div class={stale ? 'older' : ''} aria-busy={stale}>
          <TopTable top={shown.top} label={labelOf(shown.top.metric)} lines={top.trends.lines.value} />
        </div>
      )}
      {!top.problem.value && !shown && <p class="note">Waiting for the first answer.</p>}
    </div>
  );
}

/** The mean of what all had together. */
function inAll({ metric, sum, capacity }: Top): string {
  const amount = together(sum, capacity, shownUnit(metric));
  return capacity === null ? `${amount} in all` : amount;
}

function asked(): TopQuestion {
  return {
    metric: query('metric') ?? 'cpu.cores',
    seconds: chosenWindow.value.seconds,
    host: query('host'),
    select: query('select') ?? '',
  };
}

/** Which machines are ranked, as the search has it: plain words are of names. Taken with Enter. */
function Selector(): JSX.Element {
  return (
    <input
      type="search"
      aria-label="machines that are ranked"
      placeholder="is:running, tag:web, a name"
      value={query('select') ?? ''}
      onChange={(event) => setQuery({ select: event.currentTarget.value.trim() }, true)}
    />
  );
}

/** Which host's machines; nothing to choose where there is one. */
function Hosts({ host }: { host: string | null }): JSX.Element | null {
  const list = hosts.value ?? [];
  if (list.length < 2 && host === null) return null;
  return (
    <select
      aria-label="host"
      value={host ?? ''}
      onChange={(event) => setQuery({ host: event.currentTarget.value }, true)}
    >
      <option value="">all hosts</option>
      {list.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
