import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Alarms, RuleBook, RuleEdits, ruleLayers, type AlarmStore } from '../alarms/mod.ts';
import type { Config } from '../config/mod.ts';
import { describeSystemError } from '../lib/system-error.ts';
import { systemClock as clock } from '../model/clock.ts';

/** Rules that a reload has read. */
interface PreparedReload {
  /** Whether they differ from those in effect. */
  readonly isChanged: boolean;
  apply(): void;
}

/** Alarms, and the rules that are edited while they are evaluated. */
export interface OpenedAlarms {
  readonly alarms: Alarms;
  readonly ruleEdits: RuleEdits;
  /**
   * Reads the files of rules again; what is in effect changes when it is applied.
   *
   * @throws {InputError} CONFIG_INVALID, RULES_INVALID
   */
  readonly prepare: (config: Pick<Config, 'alarms'>) => PreparedReload;
}

/**
 * The alarms of the configured rules; without a rule where they are off. Those of the demo have a file of their own.
 *
 * @throws {InputError} CONFIG_INVALID, RULES_INVALID for rules that are wrong.
 */
export function openAlarms(config: Config, store: AlarmStore, demo: boolean): OpenedAlarms {
  const { history, stateDir } = config;
  const pathOf = (name: string): string | null => {
    return history.keep ? join(stateDir, demo ? `demo-${name}` : name) : null;
  };
  let isEnabled = false;
  const none = new RuleBook([], new Map(), []);
  const alarms = new Alarms({ book: none, store, clock, path: pathOf('alarms.jsonl') });
  const ruleEdits = new RuleEdits({
    path: pathOf('alarm-rules.json'),
    apply: (book) => alarms.setRules(isEnabled ? book : none),
  });
  const prepare = ({ alarms: { enabled, rules } }: Pick<Config, 'alarms'>): PreparedReload => {
    const prepared = ruleEdits.prepare(ruleLayers(rules));
    const next = enabled ? prepared.book : none;
    return {
      isChanged: !isDeepStrictEqual(next.layers, alarms.rules.layers),
      apply: () => {
        isEnabled = enabled;
        prepared.apply();
      },
    };
  };
  prepare(config).apply();
  return { alarms, ruleEdits, prepare };
}

/** Reads what alarms knew before the start. History that cannot be read costs spans that had begun, and not the start. */
export async function recoverAlarms(
  alarms: Pick<Alarms, 'recover'>,
  store: Parameters<Alarms['recover']>[0],
  { signal, onDamage }: { readonly signal: AbortSignal; readonly onDamage: (problem: string) => void },
): Promise<void> {
  try {
    await alarms.recover(store, signal);
  } catch (error) {
    signal.throwIfAborted();
    onDamage(`spans of alarms begin anew: ${describeSystemError(error)}`);
  }
}
