import { join, resolve } from 'node:path';
import { count, duration, flag, section as sectionOf, text, type Field } from '../lib/settings/mod.ts';
import { CLASSES, entityClasses, type EntityClass } from '../model/classes.ts';
import {
  checkArchives,
  namedArchives,
  parseArchives,
  type ArchiveSetting,
} from './archive/archive-settings.ts';

/** Key `state` of the configuration, an absolute path. */
export const state = text('a path', (value) => value.length > 0 && !value.includes('\0'), {
  description:
    'Directory of what survives a restart; relative to the file it is written in. ' +
    'The default of users other than root is $XDG_STATE_HOME/virtscope, or ~/.local/state/virtscope.',
  default: '/var/lib/virtscope',
  rebase: (path, directory) => (path.startsWith('~/') ? path : resolve(directory, path)),
  parse: (path, { home }) => resolve(path.startsWith('~/') ? join(home, path.slice(2)) : path),
});

/** Section `history` of the configuration. */
export const section = sectionOf(
  {
    rows: count(12, 17_280, {
      description: 'Rows the finest history keeps in memory: 120 of 5s are ten minutes.',
      default: 120,
    }),
    keep: flag({
      description: 'Whether history is written into the state directory and survives a restart.',
      default: true,
    }),
    sync: duration(500, 600_000, {
      description:
        'How much of the newest history a power cut may take. The end of virtscope itself, even by kill -9, takes none that was written.',
      default: '5s',
    }),
    archives: sectionOf(perClass(archives), { takesOneForAll: true }),
  },
  {
    parse: ({ sync, ...rest }, { intervalMs }) => ({
      ...rest,
      /** Intervals between two syncs to disk. */
      syncRows: Math.max(1, Math.round(sync / intervalMs)),
    }),
    check: ({ archives: kept }, { intervalMs }) => checkArchives(kept, intervalMs),
  },
);

function archives(cls: EntityClass): Field<readonly ArchiveSetting[]> {
  const names = Array.from(namedArchives, ([name, meaning]) => `\`${name}\` is \`${meaning}\``).join(', ');
  const title = `a span, then ROW:SPAN for each length of longer rows; or ${[...namedArchives.keys()].join()}`;
  return text(title, (value) => parseArchives(value, 1) !== null, {
    description:
      `How long the history of ${cls}s is kept: the span of rows that are an interval long, then longer rows and ` +
      `their spans. Those have the average, the least and the greatest of their time. ${names}, the archives of XAPI. ` +
      'A value of `history.archives` itself, such as `archives: xapi`, is that of every class.',
    default: CLASSES[cls].archives,
    parse: (value, { intervalMs }) => parseArchives(value, intervalMs) ?? [],
  });
}

function perClass<T>(of: (cls: EntityClass) => T): Record<EntityClass, T> {
  return Object.fromEntries(entityClasses.map((cls) => [cls, of(cls)])) as Record<EntityClass, T>;
}
