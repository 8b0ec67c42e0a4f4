import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { eventually, startProgram, type Program } from '../program.ts';

interface History {
  readonly start: number;
  readonly step: number;
  readonly data: readonly (number | null)[];
}

const config = 'interval: 500ms\nhistory: {archives: {host: "2m 2s:1h", VM: "2m", source: "2m"}}\n';
const args = ['--no-demo', '--libvirt', 'none'];

/** Known values of this machine's CPU by the time at which their row ends. */
async function rowsOf(program: Program, query: string): Promise<Map<number, number>> {
  const rows = new Map<number, number>();
  const [host] = await program.json<{ id: string }[]>('/metrics/host');
  // Before the first poll there is no host.
  if (!host) return rows;
  const history = await program.json<History>(`/metrics/host/${host.id}/cpu.usage/history?${query}`);
  for (const [i, value] of history.data.entries()) {
    if (value !== null) rows.set(history.start + (i + 1) * history.step, value);
  }
  return rows;
}

it('history survives kill -9 to the bit, in every archive, and gives virtscope being away as the reason of the gap', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-history-'));
  try {
    const state = join(folder, 'state');
    const killed = await startProgram(args, config, state);
    const queries = ['start=-60&step=0.5', 'start=-60&step=2'];
    const look = (): Promise<Map<number, number>[]> =>
      Promise.all(queries.map((query) => rowsOf(killed, query)));
    const before = await eventually(look, ([, coarse]) => (coarse?.size ?? 0) >= 3, 30, 'three rows of 2 s');
    // A row that is shown may be on its way to the disk for one step.
    await setTimeout(500);
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    await killed.stop();

    await using program = await startProgram(args, config, state);
    await eventually(
      () => rowsOf(program, 'start=-2'),
      ({ size }) => size > 0,
      20,
      'a row after the restart',
    );
    for (const [i, query] of queries.entries()) {
      const after = await rowsOf(program, query);
      for (const [time, value] of before[i] ?? [])
        assert.equal(after.get(time), value, `${query} at ${time}`);
    }
    const { events } = await program.json<{ events: { kind: string }[] }>('/events?id=virtscope&start=-60');
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind.startsWith('virtscope'));
    assert.deepEqual(kinds, ['virtscope-started', 'virtscope-stopped', 'virtscope-started']);
    const { history } = await program.json<{
      history: { kept: boolean; condition: { kind: string } | null };
    }>('/status');
    assert.deepEqual([history.kept, history.condition], [true, null]);

    const copy = join(folder, 'copy');
    const other = join(folder, 'other');
    const run = (...line: string[]): string => {
      const done = spawnSync(process.execPath, ['src/main.ts', ...line], { encoding: 'utf8' });
      assert.equal(done.status, 0, done.stderr);
      return done.stdout;
    };
    const known = await rowsOf(program, queries[0] ?? '');
    await setTimeout(500);
    assert.match(run('backup', copy, '--state', state), /^copied \d+ files/);
    assert.match(run('restore', copy, '--state', other), /^restored \d+ files/);
    assert.equal(await program.stop(), 0);
    await using restored = await startProgram(args, config, other);
    await eventually(
      () => rowsOf(restored, 'start=-2'),
      ({ size }) => size > 0,
      20,
      'a row of the copy',
    );
    const copied = await rowsOf(restored, queries[0] ?? '');
    for (const [time, value] of known) assert.equal(copied.get(time), value, `copy at ${time}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('a second virtscope is refused the history of the first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-history-'));
  try {
    const state = join(folder, 'state');
    await using program = await startProgram(args, config, state);
    await assert.rejects(startProgram(args, config, state), /it ended with 1[^]*Cannot/);
    assert.equal((await program.json<{ status: string }>('/healthz')).status, 'ok');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
