import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { TypedParam } from '@virtscope/libvirt';
import { readGuestInfo } from './agent-calls.ts';

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
    { key: 'mnt_data~20~disk', totalBytes: 10, usedBytes: 5 },
  ]);
});

it('readGuestInfo keeps file systems apart, whatever their mount points are called', () => {
  const paths = ['/数据', '/备份', '/srv/a.b', '/srv/a_b', `/${'x'.repeat(300)}1`, `/${'x'.repeat(300)}2`];
  const { filesystems } = readGuestInfo([
    count('fs.count', paths.length),
    ...paths.flatMap((path, n) => [
      text(`fs.${n}.mountpoint`, path),
      bytes(`fs.${n}.total-bytes`, 10n),
      bytes(`fs.${n}.used-bytes`, BigInt(n)),
    ]),
  ]);
  assert.equal(new Set(filesystems.map(({ key }) => key)).size, paths.length);
});

it('readGuestInfo takes no file system that cannot be', () => {
  const f = (total: bigint, used: bigint): void => {
    const params = [
      text('fs.0.mountpoint', '/'),
      bytes('fs.0.total-bytes', total),
      bytes('fs.0.used-bytes', used),
    ];
    const [first] = readGuestInfo([count('fs.count', 1), ...params]).filesystems;
    assert.ok(Number.isNaN(first?.usedBytes), `${used} of ${total}`);
  };
  f(10n, 11n);
  f(2n ** 64n - 1n, 2n ** 64n - 1n);
});

it('readGuestInfo bounds what a hostile guest can claim', () => {
  const report = readGuestInfo([text('hostname', 'x'.repeat(10_000)), count('fs.count', 4_000_000_000)]);
  assert.equal(report.labels['guest.hostname']?.length, 256);
  assert.deepEqual(report.filesystems, []);
});
