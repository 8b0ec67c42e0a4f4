import { join } from 'node:path';
import { Alarms, loadRules } from '../alarms/mod.ts';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';
import type { Store } from '../store/mod.ts';

/**
 * The alarms of the configured rules; null where they are off. Those of the demo have a file of their own.
 *
 * @throws {InputError} CONFIG_INVALID for rules that are wrong.
 */
export function openAlarms(
  { alarms, history, stateDir }: Config,
  store: Store,
  demo: boolean,
): Alarms | null {
  if (!alarms.enabled) return null;
  const path = history.keep ? join(stateDir, demo ? 'demo-alarms.jsonl' : 'alarms.jsonl') : null;
  return new Alarms({ book: loadRules(alarms.rules), store, clock, path });
}
