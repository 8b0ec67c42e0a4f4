import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { QemuProcesses } from './process.ts';

/** The test's own process stands for a QEMU: its command line has some text, which is taken for the UUID. */
const skip = process.platform === 'linux' ? false : 'no /proc';

test('QemuProcesses counts the huge pages of a process, and nothing of one it cannot see', { skip }, () => {
  const own = readFileSync('/proc/self/cmdline', 'utf8').split('\0')[0] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-qemu-'));
  try {
    using processes = new QemuProcesses(folder);
    writeFileSync(join(folder, 'own.pid'), `${process.pid}\n`);
    const pages = /^HugetlbPages:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    assert.equal(processes.hugepages(own, 'own', 1), pages === undefined ? null : Number(pages) * 1024);
    assert.equal(processes.state(own, 'own', 1), 'alive');
    assert.equal(processes.hugepages(`${own} gone`, 'gone', 1), null);
    assert.equal(processes.hugepages('another uuid', 'own', 2), null);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
