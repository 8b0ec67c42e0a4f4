import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startLab, status } from '../../lab/mod.ts';
import { markedProcesses } from '../marked-processes.ts';
import { eventually, startProgram } from '../program.ts';
import { withoutLab } from './lab.ts';

const mark = 'VIRTSCOPE_TEST_MARK';
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const;

/** Runs npm, sends it the signal once it has printed `ready`, and fails unless everything it started ends. */
async function endsWith(signal: NodeJS.Signals, args: readonly string[], ready: RegExp): Promise<void> {
  const value = randomUUID();
  // What is killed leaves its temporary files.
  const temporary = mkdtempSync(join(tmpdir(), 'virtscope-npm-'));
  const env = { ...process.env, [mark]: value, TMPDIR: temporary };
  const npm = spawn('npm', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const running = (): Map<number, string> => markedProcesses(mark, value);
  try {
    await printed(npm, ready);
    assert.ok(running().size > 1, 'a process besides npm');
    npm.kill(signal);
    await eventually(
      () => Promise.resolve([...running()]),
      ({ length }) => length === 0,
      30,
      'the end of all processes',
    );
  } finally {
    for (const pid of running().keys()) process.kill(pid, 'SIGKILL');
    rmSync(temporary, { recursive: true });
  }
}

function printed(child: ChildProcess, wanted: RegExp): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (wanted.test(output)) resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', () => reject(new Error(`Cannot see ${String(wanted)}: npm ended\n${output}`)));
  });
}

describe('what npm starts', { skip: process.platform === 'linux' ? false : 'no /proc' }, () => {
  const folder = (): string => mkdtempSync(join(tmpdir(), 'virtscope-npm-'));

  for (const signal of signals) {
    for (const hypervisor of [
      ['--no-demo', '--libvirt', 'none'],
      ['--demo', '3'],
    ]) {
      it(`npm start -- ${hypervisor.join(' ')} leaves no process after ${signal}`, async () => {
        const state = folder();
        const args = ['start', '--', '--listen', '127.0.0.1:0', '--state', state, ...hypervisor];
        await endsWith(signal, args, /listening on/);
        rmSync(state, { recursive: true });
      });
    }

    it(`npm run unit leaves no process after ${signal}`, async () => {
      const file = join(folder(), 'endless.test.ts');
      writeFileSync(
        file,
        `import { it } from 'node:test';
         it('does not end', () => new Promise(() => { setInterval(() => console.log('at it'), 100); }));`,
      );
      await endsWith(signal, ['run', 'unit', '--', file], /at it/);
      rmSync(join(file, '..'), { recursive: true });
    });

    it(`npm run lab leaves no process after ${signal}`, { skip: withoutLab() }, async (t) => {
      if (((await status()) ?? []).length > 0) return t.skip('a lab is up, and this test takes it down');
      // The daemons and the guests are not the command's: they live on until the lab is taken down.
      await startLab({ sleepers: 1 });
      try {
        await endsWith(signal, ['run', 'lab', '--', 'up', '1', '--tcg'], /1 to start/);
      } finally {
        spawnSync('npm', ['run', 'lab', '--', 'down']);
      }
      assert.equal(await status(), null);
    });
  }

  it('a server that is sent the same signal again and again, as from a terminal and npm, ends cleanly', async () => {
    await using program = await startProgram(['--demo', '2']);
    program.child.kill('SIGINT');
    const listens = (): Promise<boolean> =>
      fetch(program.url).then(
        () => true,
        () => false,
      );
    while (await listens());
    program.child.kill('SIGINT');
    assert.equal(await program.stop(), 0);
  });
});
