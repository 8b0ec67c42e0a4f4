import type { Clock } from '../model/clock.ts';
import type { Store } from '../store/mod.ts';
import { Alarms } from './alarms.ts';
import { bookOf } from './test-rules.ts';

/** Alarms of the rules of a YAML text, evaluated on every batch that a store gets; nothing is kept. */
export function testAlarms(rules: string, store: Store, clock: Clock): Alarms {
  const alarms = new Alarms({ book: bookOf(rules), store, clock, path: null });
  store.subscribe((batch) => void alarms.append(batch));
  return alarms;
}
