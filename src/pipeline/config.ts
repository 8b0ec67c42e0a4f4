import { duration } from '../lib/settings/mod.ts';

/** Key `interval` of the configuration, in milliseconds. */
export const interval = duration(500, 600_000, {
  description: 'How often every source is read. It is also the step of the finest history.',
  default: '5s',
});
