import '../styles/alarms.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlarmLog, AlarmTransition } from '../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../data/alarms/alarms.ts';
import { Transitions } from '../parts/alarms/transitions.tsx';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { search } from '../view/router.ts';

const path = '/alarms/log?limit=1000';

/** Changes of alarms, the newest first, that have all words somewhere. */
export function AlarmLogPage(): JSX.Element {
  const { value, problem } = useAlarmAnswer<AlarmLog>(path);
  const [words, setWords] = useState(() => new URLSearchParams(search.peek()).get('q') ?? '');
  if (problem.value && !value.value) return <Problem problem={problem.value} what="log" />;
  const all = value.value?.transitions ?? [];
  const found = all.filter((one) => hasWords(one, words)).toReversed();
  return (
    <div class="alarms-page">
      <div class="table-bar">
        <h1>
          Log of <a href="/alarms">alarms</a>
        </h1>
        <span class="space" />
        <CopyCurl requests={() => [path]} />
      </div>
      <label class="find">
        words of a machine, a rule or a sentence{' '}
        <input
          type="search"
          value={words}
          maxLength={200}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setWords(currentTarget.value)}
        />
      </label>
      {value.value ? (
        <p class="note" role="status">
          {found.length} of the newest {all.length} changes.
        </p>
      ) : (
        <p class="note">Waiting for the log.</p>
      )}
      {found.length > 0 && <Transitions transitions={found} />}
    </div>
  );
}

function hasWords({ name, rule, instance, message }: AlarmTransition, words: string): boolean {
  const text = `${name} ${rule} ${instance ?? ''} ${message}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
