import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expectOk } from '../http.ts';
import { program } from '../packages.ts';
import { occupied } from '../process.ts';
import type { ReceiverKind } from '../receiver.ts';

/** Files that do not change for so long are merged. */
const QUIET_MS = 5000;

export const victoria: ReceiverKind = {
  name: 'VictoriaMetrics',
  writePath: '/api/v1/write',
  readyPath: '/health',
  uncached: '&nocache=1',
  command: (directory, port) => [
    program('victoria-metrics'),
    `-storageDataPath=${join(directory, 'data')}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    '-retentionPeriod=1',
    '-search.latencyOffset=0s',
    '-search.maxUniqueTimeseries=1000000',
    '-search.maxSeries=1000000',
    '-loggerLevel=WARN',
  ],
  async settle(origin, directory) {
    await expectOk(`${origin}/internal/force_flush`);
    await expectOk(`${origin}/internal/force_merge`);
    // It merges behind the answer.
    for (let before = Infinity; ;) {
      const bytes = await occupied(join(directory, 'data'));
      if (bytes === before) return bytes;
      before = bytes;
      await setTimeout(QUIET_MS);
    }
  },
};
