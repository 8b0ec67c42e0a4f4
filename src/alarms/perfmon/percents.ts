import { mountPointKey } from '../../model/mount-point.ts';
import type { Metrics } from './metrics-of.ts';
import type { PERCENTS } from './settings.ts';

type Percent = (typeof PERCENTS)[number];

const fileSystem = (path: string): Metrics => ({
  metrics: ['fs.#.usage'],
  instances: mountPointKey(path),
  units: '(fraction)',
  notes: [`of the file system ${path} of the host, in place of that of the control domain`],
});
const logs = fileSystem('/var/log');

/** What stands for the percentages of the control domain, of the class host; or why nothing does. */
export const percents: Readonly<Record<Percent, Metrics | string>> = {
  get_percent_fs_usage: fileSystem('/'),
  get_percent_log_fs_usage: {
    ...logs,
    notes: [...logs.notes, 'where /var/log is no file system of its own there is no alarm: see that of /'],
  },
  get_percent_mem_usage: {
    metrics: ['memory.usage'],
    instances: null,
    units: '(fraction)',
    notes: [
      'of the memory of the host, in place of that of the control domain',
      'used is what is not available; perfmon takes what is neither free, a buffer nor cached, and counts swap',
    ],
  },
  get_percent_sr_usage:
    'virtscope has no metric of storage repositories; host.fs.space is about the file systems of hosts',
};
