import { hostname } from 'node:os';
import type { Config } from '../config/mod.ts';
import { runInBackground } from '../lib/async/background.ts';
import { systemClock as clock } from '../model/clock.ts';
import type { LogSourceStatus, OnLine } from '../model/streams/line.ts';
import { Journal } from '../sources/journal/mod.ts';
import { LogFiles } from '../sources/log-files/mod.ts';

/** What lines of logs are read from, until it is disposed. */
export interface LogSources extends Disposable {
  status(): readonly LogSourceStatus[];
}

/** Begins to read the logs that the configuration has. */
export function openLogs({ logs }: Config, onLine: OnLine, onError: (error: unknown) => void): LogSources {
  const files = new LogFiles({ patterns: logs.files, host: hostname(), clock, onLine, onError });
  const journal = logs.journal && new Journal({ units: logs.journal.units, clock, onLine, onError });
  journal?.start();
  runInBackground(files.start(), onError);
  return {
    status: () => [...files.status(), ...(journal ? [journal.status()] : [])],
    [Symbol.dispose]() {
      files[Symbol.dispose]();
      journal?.[Symbol.dispose]();
    },
  };
}
