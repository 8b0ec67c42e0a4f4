import { hostname } from 'node:os';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';
import type { OnLine } from '../model/streams/line.ts';
import { LogFiles } from '../sources/log-files/mod.ts';
import { reportBug } from './report.ts';

/** The log files that the configuration has; not yet read. */
export function openLogFiles({ logs }: Config, onLine: OnLine): LogFiles {
  return new LogFiles({
    patterns: logs.files,
    host: hostname(),
    clock,
    onLine,
    onError: (error) => reportBug(error, 'log files'),
  });
}
