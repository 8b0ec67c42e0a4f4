import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Follower } from './follower.ts';

describe('Follower', () => {
  let directory: string;
  let path: string;
  let follower: Follower;
  /** Each line that was read, with how many are missing before it where that is not none. */
  let lines: string[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'virtscope-log-'));
    path = join(directory, 'vm.log');
    lines = [];
    follower = new Follower(path, ({ bytes, cut }, missed) => {
      const text = `${bytes.toString('latin1')}${cut ? '…' : ''}`;
      lines.push(missed === 0 ? text : `${missed} missed, ${text}`);
    });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** What is read after something happened to the file. */
  async function read(happens: () => void): Promise<string[]> {
    happens();
    lines = [];
    await follower.look();
    return lines;
  }

  it('reads lines when they have ended, each once', async () => {
    assert.deepEqual(await read(() => {}), []);
    assert.deepEqual(await read(() => writeFileSync(path, 'one\ntwo\nth')), ['one', 'two']);
    assert.deepEqual(await read(() => appendFileSync(path, 'ree\n\n')), ['three', '']);
    assert.deepEqual(await read(() => {}), []);
  });

  it('begins behind the last whole line where it shall skip what is there', async () => {
    writeFileSync(path, `${'x'.repeat(100_000)}\nold\nne`);
    await follower.skip();
    assert.deepEqual(await read(() => appendFileSync(path, 'w\n')), ['new']);
  });

  it('joins a line that a rotation cut, as virtlogd does', async () => {
    await read(() => writeFileSync(path, 'one\ntw'));
    const rotate = (): void => {
      appendFileSync(path, 'o and ');
      renameSync(path, `${path}.0`);
      writeFileSync(path, 'more\nthree\n');
    };
    assert.deepEqual(await read(rotate), ['two and more', 'three']);
  });

  it('reads all files of several rotations between two looks', async () => {
    await read(() => writeFileSync(path, 'a'));
    const rotate = (): void => {
      for (let i = 0; i < 4; i++) {
        for (let n = 3; n >= 0; n--) if (n < i) renameSync(`${path}.${n}`, `${path}.${n + 1}`);
        renameSync(path, `${path}.0`);
        writeFileSync(path, `b${i}\nc`);
      }
    };
    assert.deepEqual(await read(rotate), ['ab0', 'cb1', 'cb2', 'cb3']);
    assert.deepEqual(await read(() => appendFileSync(path, '\n')), ['c']);
  });

  it('waits for the file while it is away, and finds the rest of the old one as logrotate numbers it', async () => {
    await read(() => writeFileSync(path, 'one\n'));
    assert.deepEqual(await read(() => (appendFileSync(path, 'two\n'), renameSync(path, `${path}.1`))), []);
    assert.deepEqual(await read(() => writeFileSync(path, 'three\n')), ['two', 'three']);
  });

  it('says that lines may be missing where the old file is nowhere', async () => {
    await read(() => writeFileSync(path, 'one\nha'));
    const replace = (): void => {
      writeFileSync(`${path}.new`, 'two\nthree\n');
      renameSync(`${path}.new`, path);
    };
    assert.deepEqual(await read(replace), ['ha', 'null missed, two', 'three']);
  });

  it('begins again in a file that was cut off, as copytruncate does', async () => {
    await read(() => writeFileSync(path, 'one\ntwo\nha'));
    const truncate = (): void => (truncateSync(path), appendFileSync(path, 'new\n'));
    assert.deepEqual(await read(truncate), ['ha', 'null missed, new']);
    assert.deepEqual(await read(() => appendFileSync(path, 'er\n')), ['er']);
  });

  it('reads a file that was removed and comes again', async () => {
    await read(() => writeFileSync(path, 'one\n'));
    assert.deepEqual(await read(() => unlinkSync(path)), []);
    // The new file may have the number of the old one: it must be shorter, or it looks like the same.
    assert.deepEqual(await read(() => writeFileSync(path, 'b\n')), ['null missed, b']);
  });

  it('keeps the beginning of a line of 1 MiB, and the lines around it', async () => {
    const got = await read(() => writeFileSync(path, `a\n${'x'.repeat(1 << 20)}\nb\n`));
    assert.deepEqual(
      got.map((line) => line.length),
      [1, 16_385, 1],
    );
    assert.ok(got[1]?.endsWith('x…'));
  });

  it('reads bytes of any kind as they are', async () => {
    const bytes = Buffer.from([0, 0x1b, 0x5b, 0x32, 0x4a, 0xff, 0xfe, 0x0d, 0x0a]);
    assert.deepEqual(await read(() => writeFileSync(path, bytes)), [
      bytes.subarray(0, -1).toString('latin1'),
    ]);
  });

  it('refuses what is no regular file', async () => {
    symlinkSync('/etc/hostname', path);
    await assert.rejects(follower.look(), /symbolic link/);
    unlinkSync(path);
    execFileSync('mkfifo', [path]);
    await assert.rejects(follower.look(), /no regular file/);
  });
});
