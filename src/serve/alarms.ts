import { join } from 'node:path';
import { Alarms, loadRules, RuleBook } from '../alarms/mod.ts';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';
import type { Store } from '../store/mod.ts';

/**
 * The alarms of the configured rules; without a rule where they are off. Those of the demo have a file of their own.
 *
 * @throws {InputError} CONFIG_INVALID for rules that are wrong.
 */
export function openAlarms({ alarms, history, stateDir }: Config, store: Store, demo: boolean): Alarms {
  const path = history.keep ? join(stateDir, demo ? 'demo-alarms.jsonl' : 'alarms.jsonl') : null;
  const book = alarms.enabled ? loadRules(alarms.rules) : new RuleBook([], new Map(), []);
  return new Alarms({ book, store, clock, path });
}
