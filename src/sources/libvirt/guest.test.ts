import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { TypedParam } from '@virtscope/libvirt';
import { readGuestInfo } from './guest.ts';

const text = (field: string, value: string): TypedParam => ({ field, type: 7, value });
const count = (field: string, value: number): TypedParam => ({ field, type: 2, value });
const bytes = (field: string, value: bigint): TypedParam => ({ field, type: 4, value });

it('readGuestInfo takes host name, system, addresses and file systems', () => {
  const report = readGuestInfo([
    text('hostname', 'lab1'),
    text('os.pretty-name', 'lab busybox guest'),
    count('fs.count', 2),
    text('fs.0.mountpoint', '/'),
    bytes('fs.0.total-bytes', 7_208_960n),
    bytes('fs.0.used-bytes', 15_360n),
    text('fs.1.mountpoint', '/mnt/data disk'),
    bytes('fs.1.total-bytes', 10n),
    bytes('fs.1.used-bytes', 5n),
    count('if.count', 2),
    text('if.0.name', 'lo'),
    count('if.0.addr.count', 1),
    text('if.0.addr.0.addr', '127.0.0.1'),
    text('if.1.name', 'eth0'),
    count('if.1.addr.count', 1),
    text('if.1.addr.0.addr', '10.77.0.11'),
  ]);
  assert.deepEqual(report.labels, {
    'guest.hostname': 'lab1',
    'guest.os': 'lab busybox guest',
    'guest.addresses': '10.77.0.11',
  });
  assert.deepEqual(report.filesystems, [
    { key: '_', totalBytes: 7_208_960, usedBytes: 15_360 },
    { key: 'mnt_data_disk', totalBytes: 10, usedBytes: 5 },
  ]);
});

it('readGuestInfo bounds what a hostile guest can claim', () => {
  const report = readGuestInfo([text('hostname', 'x'.repeat(10_000)), count('fs.count', 4_000_000_000)]);
  assert.equal(report.labels['guest.hostname']?.length, 256);
  assert.deepEqual(report.filesystems, []);
});
