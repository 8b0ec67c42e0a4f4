import type { JSX } from 'preact';
import type { DryRun } from '../../../../../src/api/wire/alarms.ts';
import type { ApiError } from '../../../data/api.ts';
import type { Trial } from '../../../data/alarms/dry-run.ts';
import { ended } from '../../../format/ended.ts';
import { span } from '../../../format/format.ts';
import { fullInstant } from '../../../format/time.ts';
import { Timeline } from '../timeline.tsx';
import { countsOf, sentenceOf } from './sentence.ts';
import { rowsOf } from './span-rows.ts';
import { SpanTable } from './span-table.tsx';

/** How far back a rule can be tried. */
export const ranges = [
  { key: 'day', text: 'day', words: 'in the last day', seconds: 86_400 },
  { key: 'week', text: 'week', words: 'in the last week', seconds: 604_800 },
  { key: 'all', text: 'all that is kept', words: 'in all that is kept', seconds: null },
] as const;
export type TrialRange = (typeof ranges)[number];

/** Rows of the timeline, those that were raised last. */
const mostRows = 20;

interface Props {
  trial: Trial;
  /** What the saved rule would have done in the same time, where another one is tried. */
  saved: DryRun | null;
  range: TrialRange;
  choose: (range: TrialRange) => void;
}

/** What a rule would have done: how often, on which axis of time, and each span. */
export function RulePreview({ trial, saved, range, choose }: Props): JSX.Element {
  const { result, problem, isOld } = trial;
  const rows = result ? rowsOf(result.spans).slice(0, mostRows) : [];
  return (
    <section class="rule-preview" aria-label="preview">
      <div class="table-bar">
        <h2>What it would have done</h2>
        <span role="group" aria-label="range">
          {ranges.map((one) => (
            <button key={one.key} type="button" aria-pressed={one === range} onClick={() => choose(one)}>
              {one.text}
            </button>
          ))}
        </span>
      </div>
      {problem && <p class="note">{whyNot(problem)}</p>}
      {!result && !problem && <p class="note">Trying it.</p>}
      {result && (
        <div class={isOld ? 'day old' : 'day'}>
          <p role="status">{sentenceOf(result, range.words)}</p>
          {saved && <p>The saved rule: {countsOf(saved) ?? 'never'}.</p>}
          <p class="note">
            {result.series} series in rows of {span(result.step)} since {fullInstant(result.start)}.
          </p>
          {rows.length > 0 && <Timeline rows={rows} start={result.start} end={result.end} />}
          {rows.length > 0 && <SpanTable run={result} />}
        </div>
      )}
    </section>
  );
}

function whyNot({ code, message }: ApiError): string {
  return code === 'RULES_INVALID' ? 'It cannot be tried as it is written now.' : ended(message);
}
