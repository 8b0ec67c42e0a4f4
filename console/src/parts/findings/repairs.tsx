import type { JSX } from 'preact';
import { status } from '../../data/status.ts';
import { Light } from '../light.tsx';
import { dismissRepairs } from './new-repairs.ts';

/** Damaged history that was repaired, and rows set aside after a change of the clock, until the reader dismisses them. */
export function Repairs(): JSX.Element {
  const repairs = status.value?.history?.repairs ?? [];
  const lost = repairs.reduce((sum, { rowsLost }) => sum + rowsLost, 0);
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
      <button type="button" onClick={dismissRepairs}>
        seen
      </button>
    </li>
  );
}
