import { section as sectionOf, text, unless } from '../../lib/settings/mod.ts';
import { serverKeys } from '../server/mod.ts';

/** Section `remoteWrite` of the configuration; null where nothing is sent. */
export const section = sectionOf(
  {
    ...serverKeys(
      'A receiver of Prometheus remote write that gets every value; what it misses while it is away is sent later.',
      'http://prometheus.example:9090/api/v1/write',
    ),
    /** Null = the name of this machine. */
    instance: text('auto, or a name', (value) => value.length > 0, {
      description: 'Label instance of all that is sent. With auto it is the name of this machine.',
      default: 'auto',
      parse: unless('auto'),
    }),
  },
  { parse: (receiver) => (receiver.url === 'none' ? null : receiver) },
);
