import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, values } from '../../../test/host/machine.ts';

const stat = { 'proc/stat': 'cpu  1 2 3 4 5 6 7 8 9 10\n' };

test('open files and followed connections are counted and compared with their limits', async () => {
  using machine = new Machine({
    ...stat,
    'proc/sys/fs/file-nr': '1100\t100\t4000\n',
    'proc/sys/net/netfilter/nf_conntrack_count': '65536\n',
    'proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
  });
  const batch = await machine.poll();
  const metrics = ['files.open', 'files.usage', 'conntrack.entries', 'conntrack.usage'];
  assert.deepEqual(values(batch, ...metrics), [1000, 0.25, 65_536, 0.25]);
});

test('a kernel that follows no connections has no such series', async () => {
  using machine = new Machine(stat);
  assert.deepEqual(values(await machine.poll(), 'files.usage', 'conntrack.usage'), [undefined, undefined]);
});
