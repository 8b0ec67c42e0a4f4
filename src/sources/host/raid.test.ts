import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine, values } from '../../../test/host/machine.ts';

const mdstat = `Personalities : [raid1] [raid6] [raid5] [raid4] [raid0]
md1 : active raid5 sdd1[3](F) sdc1[2] sdb1[1] sda1[0]
      2093056 blocks super 1.2 level 5, 512k chunk, algorithm 2 [4/3] [UUU_]
      [==>..................]  recovery = 12.6% (131072/1046528) finish=0.1min speed=131072K/sec

md0 : active (auto-read-only) raid1 sdb2[1] sda2[0]
      1046528 blocks super 1.2 [2/2] [UU]
      bitmap: 0/1 pages [0KB], 65536KB chunk

md2 : active raid0 sdb3[1] sda3[0]
      2093056 blocks super 1.2 512k chunks

unused devices: <none>
`;

test('software RAID has the members of each array and those that work; what has no spare is left out', async () => {
  using machine = new Machine({ 'proc/stat': 'cpu  1 2 3 4 5 6 7 8 9 10\n', 'proc/mdstat': mdstat });
  const batch = await machine.poll();
  assert.deepEqual(values(batch, 'raid.md1.members.total', 'raid.md1.members.up'), [4, 3]);
  assert.deepEqual(values(batch, 'raid.md0.members.total', 'raid.md0.members.up'), [2, 2]);
  assert.deepEqual(values(batch, 'raid.md2.members.total'), [undefined]);
});
