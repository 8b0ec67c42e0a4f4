import type { JSX } from 'preact';
import type { Alarms } from '../../../../src/api/wire/alarms.ts';
import { addressOf } from '../../data/alarms/address.ts';
import { Light } from '../light.tsx';

/** The states as lights and words. */
const states = [
  ['red', 'red', 'red'],
  ['amber', 'amber', 'amber'],
  ['unknown', 'unknown', 'unknown'],
  ['green', 'ok', 'ok'],
] as const;

interface Props {
  /** Of all alarms. */
  summary: Alarms['summary'];
  /** The state that is listed; null for what is raised. */
  state: string | null;
  /** Which alarms are listed: they are not counted. */
  filter: string;
}

/** The states, and how many alarms have each; each lists them. */
export function Summary({ summary, state: shown, filter }: Props): JSX.Element {
  const counted = (count: number, word: string): string => (filter === '' ? `${count} ${word}` : word);
  return (
    <ul class="states" aria-label="alarms by state">
      <li>
        <a href={addressOf('/alarms', filter)} aria-current={shown === null ? 'true' : undefined}>
          raised{filter === '' && ` ${summary.red + summary.amber}`}
        </a>
      </li>
      {states
        .filter(([state]) => state === 'green' || summary[state] > 0)
        .map(([state, light, word]) => (
          <li key={state}>
            <a
              href={addressOf('/alarms', `state=${state}`, filter)}
              aria-current={shown === state ? 'true' : undefined}
            >
              <Light light={light} word={counted(summary[state], word)} />
            </a>
          </li>
        ))}
    </ul>
  );
}
