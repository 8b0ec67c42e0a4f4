import type { Alarm, Alarms } from '../../../../../src/api/wire/alarms.ts';
import type { Chart } from '../../../charts/specs.ts';
import { getJson } from '../../../data/api.ts';
import { hidden, paused } from '../../../data/live.ts';
import { withLevels } from './with-levels.tsx';

/** Levels seldom change. */
const everyMs = 30_000;

/**
 * Asks for the levels of the rules about an entity, again and again until it is left, and says how they are added to charts.
 * @param subject the address of the entity.
 */
export function followLevels(
  subject: string,
  set: (add: (charts: readonly Chart[]) => readonly Chart[]) => void,
  left: AbortSignal,
): void {
  const asked = new URLSearchParams({
    subject,
    state: 'red,amber,green,unknown',
    conditions: '',
    limit: '1000',
  });
  let known = '';
  const take = ({ alarms }: Alarms): void => {
    const levels = JSON.stringify(alarms.map(fixed));
    // A plot is made anew with other levels: what has not changed keeps it.
    if (levels !== known) set((charts) => withLevels(charts, alarms));
    known = levels;
  };
  const ask = (): void => {
    if (hidden.peek() || paused.peek()) return;
    getJson<Alarms>(`/alarms?${asked}`, left).then(take, () => {
      // Charts are worth showing without; the frame shows that the server is away.
    });
  };
  ask();
  const timer = setInterval(ask, everyMs);
  left.addEventListener('abort', () => clearInterval(timer));
}

/** What of an alarm does not change with every value. */
function fixed({ uri, conditions = [] }: Alarm): unknown {
  return [uri, conditions.map(({ metrics, sense, amber, red }) => [metrics, sense, amber, red])];
}
