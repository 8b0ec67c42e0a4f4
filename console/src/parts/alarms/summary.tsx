import type { JSX } from 'preact';
import type { Alarms } from '../../../../src/api/wire/alarms.ts';
import { Light } from '../light.tsx';

/** The states as lights and words. */
const states = [
  ['red', 'red', 'red'],
  ['amber', 'amber', 'amber'],
  ['unknown', 'unknown', 'unknown'],
  ['green', 'ok', 'ok'],
] as const;

/** How many alarms have each state; each count lists them. */
export function Summary({ summary, query }: { summary: Alarms['summary']; query: string }): JSX.Element {
  const shown = new URLSearchParams(query).get('state');
  return (
    <ul class="states" aria-label="alarms by state">
      <li>
        <a href="/alarms" aria-current={query === '' ? 'true' : undefined}>
          raised {summary.red + summary.amber}
        </a>
      </li>
      {states
        .filter(([state]) => state === 'green' || summary[state] > 0)
        .map(([state, light, word]) => (
          <li key={state}>
            <a href={`/alarms?state=${state}`} aria-current={shown === state ? 'true' : undefined}>
              <Light light={light} word={`${summary[state]} ${word}`} />
            </a>
          </li>
        ))}
    </ul>
  );
}
