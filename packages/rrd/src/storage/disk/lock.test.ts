import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LockedError } from '../../error.ts';
import { nodeFiles } from './files.ts';
import { takeLock } from './lock.ts';

describe('takeLock', () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rrd-lock-'));
    path = join(directory, 'lock');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('refuses what a living process holds, and gives back', async () => {
    const give = await takeLock(nodeFiles, path);
    await assert.rejects(takeLock(nodeFiles, path), LockedError);
    await give();
    assert.deepEqual(await readdir(directory), []);
    await (
      await takeLock(nodeFiles, path)
    )();
  });

  const f = (what: string, content: string): void => {
    it(`takes over the lock of ${what}`, async () => {
      await writeFile(path, content);
      await (
        await takeLock(nodeFiles, path)
      )();
      assert.deepEqual(await readdir(directory), []);
    });
  };
  f('a process that is no more', '{"pid":4194399,"start":"1"}');
  f('an earlier process of the same id', `{"pid":${process.pid},"start":"1"}`);
  f('one that died while it wrote it', '{"pi');
  f('a process from before the machine was started', lockOf({ start: null, boot: 'another' }));
  f('a container that is no more', lockOf({ namespace: 'pid:[1]', socket: true }));

  it('refuses the lock of a container whose processes cannot be seen and may live', async () => {
    await writeFile(path, lockOf({ namespace: 'pid:[1]', socket: false }));
    await assert.rejects(takeLock(nodeFiles, path), LockedError);
  });

  it('refuses the lock of a container that lives, which its socket proves', async () => {
    const give = await takeLock(nodeFiles, path);
    const own = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...own, namespace: 'pid:[1]' }));
    await assert.rejects(takeLock(nodeFiles, path), LockedError);
    await give();
  });

  it('takes its own lock again that it could not give back', async () => {
    const give = await takeLock({ ...nodeFiles, remove: failOn(path) }, path);
    await assert.rejects(give(), { code: 'EIO' });
    await (
      await takeLock(nodeFiles, path)
    )();
    assert.deepEqual(await readdir(directory), []);
  });

  it('lets exactly one of many processes take over a stale lock, each time', async () => {
    await using starters = new Starters(path, Array.from({ length: 6 }));
    for (let round = 0; round < Number(process.env['ROUNDS'] ?? 20); round += 1) {
      await writeFile(path, lockOf({ pid: 4_194_399, start: String(round) }));
      const answers = await starters.ask('take');
      const counts = ['taken', 'locked'].map((kind) => answers.filter((answer) => answer === kind).length);
      assert.deepEqual(counts, [1, 5]);
      await starters.ask('release');
      assert.deepEqual(await readdir(directory), []);
    }
  });

  it('takes over after a process that was killed in any call while it took over', async () => {
    for (let call = 0; ; call += 1) {
      await writeFile(path, lockOf({ pid: 4_194_399, start: '1' }));
      await using killed = new Starters(path, [call]);
      const [answer] = await killed.ask('take');
      if (answer === 'taken') break;
      assert.equal(answer, 'SIGKILL');
      await (
        await takeLock(nodeFiles, path)
      )();
      assert.deepEqual(await readdir(directory), [], `call ${call}`);
    }
  });
});

/** The content of a lock of this process, with other details. */
function lockOf(other: object): string {
  return JSON.stringify({ pid: process.pid, start: '1', nonce: 'abc', ...other });
}

function failOn(path: string): (removed: string) => Promise<void> {
  return (removed) =>
    removed === path
      ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
      : nodeFiles.remove(removed);
}

/** Processes that take a lock at the same time; each may be killed in a call. */
class Starters {
  readonly #children: readonly ChildProcess[];

  constructor(path: string, calls: readonly (number | undefined)[]) {
    const script = join(import.meta.dirname, '..', '..', '..', 'test', 'lock-starter.ts');
    // Without those of the test runner.
    const options = { execArgv: [] };
    this.#children = calls.map((call) =>
      fork(script, call === undefined ? [path] : [path, String(call)], options),
    );
  }

  /** What each answers, or the signal that ended it. */
  ask(message: string): Promise<unknown[]> {
    return Promise.all(
      this.#children.map(async (child) => {
        child.send(message);
        const answered = new AbortController();
        const { signal } = answered;
        const ended = once(child, 'exit', { signal }).then(([, by]) => [by as unknown]);
        const [answer] = (await Promise.race([once(child, 'message', { signal }), ended])) as unknown[];
        ended.catch(() => {});
        answered.abort();
        return answer;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
  }
}
