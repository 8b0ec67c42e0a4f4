import { duration, section as sectionOf, text, unless } from '../../lib/settings/mod.ts';
import { serverKeys } from '../server/mod.ts';

/** Section `remoteQuery` of the configuration; null where there is no engine. */
export const section = sectionOf(
  {
    ...serverKeys(
      'Where the Prometheus HTTP API is, without /api/v1, of an engine that has rows older than ours: histories over HTTP have its rows before our own.',
      'http://prometheus.example:9090',
    ),
    /** Null = any. */
    instance: text('any, or a name', (value) => value.length > 0, {
      description:
        'Label instance of what is asked for. With any it is that of any writer, which is right for VMs that move between hosts; of sources nothing is asked then, as they have the same names everywhere.',
      default: 'any',
      parse: unless('any'),
    }),
    timeout: duration(500, 120_000, {
      description:
        'How long an answer may take. Without one the history is our own, and the engine is left alone for 30 s.',
      default: '10s',
    }),
  },
  { parse: ({ timeout: timeoutMs, ...engine }) => (engine.url === 'none' ? null : { ...engine, timeoutMs }) },
);
