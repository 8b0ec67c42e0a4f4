import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Notifier } from '../../lib/async/notifier.ts';
import { systemClock } from '../../model/clock.ts';
import type { Line } from '../../model/streams/line.ts';
import { LogFiles } from './mod.ts';

const readAt = 1_800_000_000_000;

describe('LogFiles', () => {
  let directory: string;
  let lines: Line[];
  const read = new Notifier();
  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'virtscope-logs-')), 'libvirt', 'qemu');
    mkdirSync(directory, { recursive: true });
    lines = [];
  });
  afterEach(() => rmSync(join(directory, '..', '..'), { recursive: true }));

  const open = (...names: string[]): LogFiles =>
    new LogFiles({
      patterns: names.map((name) => join(directory, name)),
      host: 'host-1',
      clock: { ...systemClock, now: () => readAt },
      onLine: (line) => {
        lines.push(line);
        read.notify();
      },
      onError: (error) => assert.fail(String(error)),
    });
  /** Texts of so many lines, when they were read. */
  async function texts(count: number): Promise<string[]> {
    while (lines.length < count) await read.next;
    return lines.map(({ text }) => text);
  }

  it('reads what is written after the start to all files that match, those that come later too', async () => {
    const [a, b] = [join(directory, 'a.log'), join(directory, 'b.log')];
    writeFileSync(a, 'old\n');
    writeFileSync(join(directory, 'a.log.0'), 'older\n');
    using files = open('*.log*');
    await files.start();
    assert.deepEqual(
      files.status().map(({ files: count, reason }) => [count, reason]),
      [[1, null]],
    );
    appendFileSync(a, 'new\n');
    assert.deepEqual(await texts(1), ['new']);
    writeFileSync(b, 'first\n');
    assert.deepEqual(await texts(2), ['new', 'first']);
    assert.deepEqual(lines.map(({ vm, unit, source }) => [vm, unit, source]), [['a', 'qemu', a], ['b', 'qemu', b]]); // prettier-ignore
    appendFileSync(a, 'half');
    renameSync(a, `${a}.0`);
    writeFileSync(a, ' and half\n');
    assert.deepEqual(await texts(3), ['new', 'first', 'half and half']);
    assert.equal(files.status()[0]?.files, 2);
  });

  it('reads a recorded log of QEMU line by line, with times and severities of those that have them', async () => {
    const sample = readFileSync(new URL('../../../test/fixtures/logs/qemu.log', import.meta.url), 'utf8');
    using files = open('diag1.log');
    await files.start();
    writeFileSync(join(directory, 'diag1.log'), sample);
    const wanted = sample.split('\n').slice(0, -1);
    assert.deepEqual(await texts(wanted.length), wanted);
    const timed = lines.filter(({ time }) => time !== readAt);
    assert.deepEqual(
      [...new Set(timed.map(({ time }) => new Date(time).toISOString().slice(0, 15)))],
      ['2026-11-20T22:5'],
    );
    const untimed = wanted.filter((line) => !/^\d+@|^2026-/.test(line));
    assert.equal(lines.length - timed.length, untimed.length);
    assert.ok(
      lines.every(
        ({ vm, host, missed, cut, escaped }) =>
          vm === 'diag1' && host === 'host-1' && missed === 0 && !cut && !escaped,
      ),
    );
  });

  it('says why it cannot read, and reads when it can', async () => {
    const path = join(directory, 'a.log');
    symlinkSync('/etc/hostname', path);
    using files = open('*.log');
    await files.start();
    assert.deepEqual(files.status()[0]?.reason, 'a.log: it is a symbolic link');
    writeFileSync(`${path}.new`, 'new\n');
    renameSync(`${path}.new`, path);
    assert.deepEqual(await texts(1), ['new']);
    // The end of the file is read a little later than its line.
    while (files.status()[0]?.reason !== null) await setImmediate();
  });

  it('has a reason for a directory that is not there', async () => {
    using files = open('none/*.log', 'b.log');
    await files.start();
    assert.deepEqual(files.status().map(({ files: count, reason }) => [count, reason]), [[0, 'no such file'], [0, null]]); // prettier-ignore
  });
});
