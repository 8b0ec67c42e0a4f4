import { defaultOf } from './defaults.ts';
import type { PerfmonClass, Tag, Variable } from './variable.ts';

/** Made of the file systems and the memory of the control domain, or of two data sources, and not of those of a regular expression. */
export const PERCENTS = [
  'get_percent_fs_usage',
  'get_percent_log_fs_usage',
  'get_percent_mem_usage',
  'get_percent_sr_usage',
] as const;
const FUNCTIONS = ['sum', 'average', 'max', ...PERCENTS] as const;

/** What a variable means, its defaults filled in. */
export interface Settings {
  readonly name: string;
  /** Null where none is given and the name has none. */
  readonly regex: string | null;
  readonly isDefaultRegex: boolean;
  readonly consolidation: (typeof FUNCTIONS)[number];
  /** In the unit of XAPI. */
  readonly level: number;
  readonly sense: 'high' | 'low';
  /** Seconds. */
  readonly period: number;
  /** Seconds. */
  readonly inhibit: number;
  /** From 1, critical, to 5, informational. */
  readonly priority: number;
}

/** The settings of a variable; or what is wrong with it. */
export function settingsOf({ tags }: Variable, cls: PerfmonClass): Settings | string {
  const name = tags.get('name') ?? '';
  const wrong: string[] = [];
  const text = (tag: Tag): string => (tags.get(tag) ?? defaultOf(cls, name, tag) ?? '').trim();
  const choice = <W extends string>(tag: Tag, words: readonly W[]): W => {
    const found = words.find((word) => word === text(tag));
    if (!found) wrong.push(`${tag} is not ${words.join(', ')}`);
    return found ?? (words[0] as W);
  };
  const number = (tag: Tag, most = Infinity): number => {
    const value = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text(tag)) ? Number(text(tag)) : Number.NaN;
    if (!Number.isFinite(value) || value > most)
      wrong.push(`${tag} is ${text(tag) === '' ? 'not given' : 'no number that can be compared with'}`);
    return value;
  };
  if (name === '') return 'it has no name';
  const settings: Settings = {
    name,
    regex: tags.get('rrd_regex') ?? defaultOf(cls, name, 'rrd_regex'),
    isDefaultRegex: !tags.has('rrd_regex'),
    consolidation: choice('consolidation_fn', FUNCTIONS),
    level: number('alarm_trigger_level'),
    sense: choice('alarm_trigger_sense', ['high', 'low']),
    period: number('alarm_trigger_period', 366 * 86_400),
    inhibit: number('alarm_auto_inhibit_period'),
    priority: Number(choice('alarm_priority', ['1', '2', '3', '4', '5'])),
  };
  return wrong.length > 0 ? wrong.join('; ') : settings;
}
