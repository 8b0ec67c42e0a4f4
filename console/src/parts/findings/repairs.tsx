import { computed, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { status } from '../../data/status.ts';
import { Light } from '../light.tsx';

const key = 'virtscope.repairs';
const seen = signal(localStorage.getItem(key));

/** Names the repairs of one run of the server; null where there are none. */
const repairsOfRun = computed(() => {
  const now = status.value;
  const count = now?.history?.repairs.length ?? 0;
  return now && count > 0 ? `${now.startedAt} ${count}` : null;
});

/** Whether there are repairs that were not dismissed. */
export const hasNewRepairs = computed(() => repairsOfRun.value !== null && repairsOfRun.value !== seen.value);

/** Damaged history that was repaired, and rows set aside after a change of the clock, until the reader dismisses them. */
export function Repairs(): JSX.Element {
  const repairs = status.value?.history?.repairs ?? [];
  const lost = repairs.reduce((sum, { rowsLost }) => sum + rowsLost, 0);
  const see = (): void => {
    localStorage.setItem(key, repairsOfRun.value ?? '');
    seen.value = repairsOfRun.value;
  };
  return (
    <li class={lost > 0 ? 'amber' : 'ok'}>
      <Light light={lost > 0 ? 'amber' : 'ok'} />
      <strong>History</strong>
      <details class="what">
        <summary>
          Repaired or set aside in {repairs.length} {repairs.length === 1 ? 'place' : 'places'}; rows not
          shown: {lost}.
        </summary>
        <ul>
          {repairs.map(({ file, problem, rowsLost }) => (
            <li key={`${file} ${problem}`}>
              <code>{file}</code>: {problem}; rows: {rowsLost}
            </li>
          ))}
        </ul>
      </details>
      <button type="button" onClick={see}>
        seen
      </button>
    </li>
  );
}
