import { count, duration, text } from './field.ts';
import { flatten, type GivenSection, type Layer } from './given.ts';
import { joinLayers } from './join.ts';
import { meaningOf } from './meaning.ts';
import { readSettings } from './read.ts';
import { list, named, section } from './section.ts';

const isText = (value: string): boolean => value !== '';

/** A configuration with all kinds, as features have them: a list of rules, receivers by name. */
export const rules = section({
  every: duration(1000, 60_000, { description: 'How often rules are evaluated.', default: '5s' }),
  rules: list(
    section(
      {
        when: text('an expression', isText, { description: 'What it looks for.' }),
        for: duration(0, 60_000, { description: 'How long it must hold.', default: '0s' }),
        notify: list(text('a name', isText, { description: 'Name of a receiver.' }), {
          what: 'names',
          description: 'Receivers.',
          most: 3,
        }),
      },
      { parse: ({ for: forMs, ...rest }) => ({ ...rest, forMs }) },
    ),
    { what: 'rules', description: 'When there is an alarm.' },
  ),
  receivers: named(
    section({
      url: text('a URL', isText, { description: 'Where it is sent.' }),
      retry: section({ most: count(0, 9, { description: 'Further tries.', default: 3 }) }),
    }),
    { what: 'receivers', description: 'Where alarms are sent.', most: 4 },
  ),
});

/** What files say, by name, the later over the earlier. */
export function load(files: Readonly<Record<string, string>>): {
  /** `path: value # origin`, a line each. */
  readonly lines: readonly string[];
  readonly problems: readonly string[];
  readonly given: GivenSection;
  readonly value: () => unknown;
} {
  const layers = Object.entries(files).map(([name, content]): Layer => readSettings(content, name, rules));
  const { given, problems } = joinLayers(rules, layers);
  return {
    lines: flatten(given).map(([path, { value, origin }]) => `${path}: ${value} # ${origin}`),
    problems: problems.map(({ at, message }) => `${at}: ${message}`),
    given,
    value: () => meaningOf(rules, given, { intervalMs: 5000, home: '/' }),
  };
}
