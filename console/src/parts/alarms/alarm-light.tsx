import type { JSX } from 'preact';
import { Light } from '../light.tsx';

/** The light of an alarm; one that is no longer looked at has none. */
export function AlarmLight({ state }: { state: string }): JSX.Element {
  return <Light light={lightOf(state)} />;
}

function lightOf(state: string): 'red' | 'amber' | 'ok' | 'unknown' | 'off' {
  if (state === 'green') return 'ok';
  return state === 'red' || state === 'amber' || state === 'off' ? state : 'unknown';
}
