import { join } from 'node:path';
import { Alarms, RuleBook, RuleEdits, ruleLayers } from '../alarms/mod.ts';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';
import type { Store } from '../store/mod.ts';

/** Alarms, and the rules that are edited while they are evaluated. */
export interface OpenedAlarms {
  readonly alarms: Alarms;
  readonly ruleEdits: RuleEdits;
  /** Reads the files of rules again. @throws {InputError} CONFIG_INVALID, RULES_INVALID; then the rules are as before. */
  reload(config: Pick<Config, 'alarms'>): void;
}

/**
 * The alarms of the configured rules; without a rule where they are off. Those of the demo have a file of their own.
 *
 * @throws {InputError} CONFIG_INVALID, RULES_INVALID for rules that are wrong.
 */
export function openAlarms(config: Config, store: Store, demo: boolean): OpenedAlarms {
  const { history, stateDir } = config;
  const pathOf = (name: string): string | null => {
    return history.keep ? join(stateDir, demo ? `demo-${name}` : name) : null;
  };
  let settings = config.alarms;
  const none = new RuleBook([], new Map(), []);
  const alarms = new Alarms({ book: none, store, clock, path: pathOf('alarms.jsonl') });
  const ruleEdits = new RuleEdits({
    path: pathOf('alarm-rules.json'),
    base: () => ruleLayers(settings.rules),
    apply: (book) => alarms.setRules(settings.enabled ? book : none),
  });
  ruleEdits.load();
  return {
    alarms,
    ruleEdits,
    reload: (next) => {
      const before = settings;
      settings = next.alarms;
      try {
        ruleEdits.load();
      } catch (error) {
        settings = before;
        throw error;
      }
    },
  };
}
