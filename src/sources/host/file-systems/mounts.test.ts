import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMounts } from './mounts.ts';

/** What is read of a `/proc/self/mountinfo` with these lines. */
const mounts = (...lines: string[]) => readMounts({ read: () => true, text: () => lines.join('\n') });

describe('readMounts()', () => {
  it('reads file systems with space of their own, whatever optional fields a line has', () => {
    const found = mounts(
      '22 1 8:1 / / rw,relatime shared:1 master:2 - ext4 /dev/sda1 rw',
      '23 22 0:21 / /proc rw - proc proc rw',
      '24 22 0:22 / /run rw - tmpfs tmpfs rw',
      '25 22 0:40 / /srv/nfs rw - nfs4 server:/export rw,vers=4.2',
      '26 22 7:0 / /snap/core/1 ro - squashfs /dev/loop0 ro',
    );
    assert.deepEqual(found, [
      { path: '/', type: 'ext4' },
      { path: '/srv/nfs', type: 'nfs4' },
    ]);
  });

  it('has the root of a container, and nothing of the others that lie above its files', () => {
    const found = mounts(
      '1 0 0:50 / / rw - overlay overlay rw,lowerdir=/l',
      '2 1 0:51 / /merged rw - overlay overlay rw',
    );
    assert.deepEqual(found, [{ path: '/', type: 'overlay' }]);
  });

  it('has a device that is mounted several times once, by its shortest path', () => {
    const found = mounts(
      '1 0 8:2 /var/lib/docker /var/lib/docker rw - xfs /dev/sdb rw',
      '2 0 8:2 / /data rw - xfs /dev/sdb rw',
      '3 0 8:2 / /data/again rw - xfs /dev/sdb rw',
    );
    assert.deepEqual(found, [{ path: '/data', type: 'xfs' }]);
  });

  it('reads blanks, line feeds and other scripts in paths', () => {
    const found = mounts(String.raw`1 0 8:3 / /a\040b\012c\134 rw - ext4 /dev/sdc rw`);
    assert.deepEqual(found, [{ path: '/a b\nc\\', type: 'ext4' }]);
    const bytes = Buffer.from('/数据', 'utf8').toString('latin1');
    const [other] = mounts(String.raw`1 0 8:3 / ${bytes}\040x rw - ext4 /dev/sdc rw`);
    assert.equal(other?.path, '/数据 x');
  });

  it('leaves out what is no line, and has 64 file systems at most', () => {
    assert.deepEqual(mounts('', 'x', '1 2 3', '1 0 8:3 / - ext4'), []);
    const many = Array.from({ length: 200 }, (_, i) => `1 0 8:${i} / /m${i} rw - ext4 /dev/x rw`);
    assert.equal(mounts(...many).length, 64);
  });
});
