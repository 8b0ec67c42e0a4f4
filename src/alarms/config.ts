import { resolve } from 'node:path';
import { loadRules } from './rule-book/load-rules.ts';
import { flag, list, section as sectionOf, text } from '../lib/settings/mod.ts';

const file = text('a path', (value) => value.length > 0 && !value.includes('\0'), {
  description: 'A file of rules; relative to the file it is written in.',
  rebase: (path, directory) => resolve(directory, path),
});

/** Section `alarms` of the configuration. */
export const section = sectionOf(
  {
    enabled: flag({ description: 'Whether rules are evaluated.', default: true }),
    rules: list(file, {
      what: 'files',
      description:
        'Files of rules and overrides, see [alarms](../guide/alarms.md). A later one changes what an earlier one and the shipped rules say.',
      most: 100,
    }),
  },
  {
    parse: (values) => values,
    check: ({ enabled, rules }) => {
      if (enabled) loadRules(rules);
    },
  },
);
