import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hierarchies } from './cgroup.ts';

test('hierarchies reads the mounts of both versions, as a host mounts them', () => {
  const f = (lines: string, want: readonly string[]): void => {
    const got = hierarchies(lines).map(({ path, type, options }) => `${path} ${type} ${options}`);
    assert.deepEqual(got, want);
  };
  f('sysfs /sys sysfs rw,relatime 0 0\n', []);
  f('cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot 0 0\n', [
    '/sys/fs/cgroup cgroup2 rw',
  ]);
  f('cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,relatime,cpu,cpuacct 0 0\n', [
    '/sys/fs/cgroup/cpu,cpuacct cgroup cpu,cpuacct',
  ]);
  f('cgroup /sys/fs/cgroup/systemd cgroup rw,relatime,name=systemd 0 0\n', [
    '/sys/fs/cgroup/systemd cgroup name=systemd',
  ]);
});
