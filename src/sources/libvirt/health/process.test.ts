import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { QemuProcesses, startTicks } from './process.ts';

/** The test's own process stands for a QEMU: its command line has some text, which is taken for the UUID. */
const skip = process.platform === 'linux' ? false : 'no /proc';

test(
  'QemuProcesses knows the huge pages and the start of a process, and nothing of one it cannot see',
  { skip },
  () => {
    const own = readFileSync('/proc/self/cmdline', 'utf8').split('\0')[0] ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'virtscope-qemu-'));
    try {
      using processes = new QemuProcesses(folder);
      writeFileSync(join(folder, 'own.pid'), `${process.pid}\n`);
      const pages = /^HugetlbPages:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
      assert.equal(processes.hugepages(own, 'own', 1), pages === undefined ? null : Number(pages) * 1024);
      assert.equal(processes.state(own, 'own', 1), 'alive');
      const startedAt = processes.startedAt(own, 'own', 1);
      assert.ok(
        Math.abs((startedAt ?? 0) - performance.timeOrigin) < 60_000,
        `${startedAt} of ${performance.timeOrigin}`,
      );
      assert.equal(processes.startedAt('another uuid', 'own', 2), null);
      assert.equal(processes.hugepages(`${own} gone`, 'gone', 1), null);
      assert.equal(processes.hugepages('another uuid', 'own', 2), null);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('startTicks reads the 22nd field, whatever the process is called', () => {
  const rest = `S ${Array.from({ length: 18 }, (_, n) => n).join(' ')} 4711 99`;
  assert.equal(startTicks(`12 (qemu) ${rest}`), 4711);
  assert.equal(startTicks(`12 (a) S 1 2) ${rest}`), 4711);
  assert.equal(startTicks('12 (qemu) S 1'), null);
});
