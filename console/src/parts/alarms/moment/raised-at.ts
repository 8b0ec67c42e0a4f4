import type { AlarmDetails, AlarmTransition } from '../../../../../src/api/wire/alarms.ts';

const isRaised = (light: AlarmTransition['to']): boolean => light === 'red' || light === 'amber';

/** When an alarm was raised, or was the last time; null where it never was. Epoch seconds. */
export function raisedAt({ raised, history }: Pick<AlarmDetails, 'raised' | 'history'>): number | null {
  return raised ?? history.findLast(({ from, to }) => isRaised(to) && !isRaised(from))?.time ?? null;
}
