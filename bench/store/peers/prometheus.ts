import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectOk } from '../http.ts';
import { program } from '../packages.ts';
import { occupied } from '../process.ts';
import type { ReceiverKind } from '../receiver.ts';

export const prometheus: ReceiverKind = {
  name: 'Prometheus',
  writePath: '/api/v1/write',
  readyPath: '/-/ready',
  uncached: '',
  command(directory, port) {
    const configuration = join(directory, 'prometheus.yml');
    writeFileSync(configuration, '');
    return [
      program('prometheus'),
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--web.enable-admin-api',
      '--query.max-samples=500000000',
      '--storage.tsdb.retention.time=30d',
      '--log.level=warn',
    ];
  },
  /** A block of all there is: what remains when the head has been compacted and its log is gone. */
  async settle(origin, directory) {
    const { body } = await expectOk(`${origin}/api/v1/admin/tsdb/snapshot`, { method: 'POST' });
    const { data } = JSON.parse(body.toString()) as { data: { name: string } };
    return occupied(join(directory, 'data/snapshots', data.name));
  },
};
