import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { systemClock } from '../model/clock.ts';
import { createEntity } from '../model/entity.ts';
import { SeriesTable } from '../model/series.ts';
import { DEMO_HISTORY, HISTORY, openStore, type Store } from '../store/mod.ts';
import { runCli, testIo } from './fixture.ts';

const archives = [{ rowMs: 5000, rows: 120 }];
const every = { VM: archives, host: archives, source: archives };
const db = createEntity({ class: 'VM', id: 'a', source: 's', name: 'db', state: 'running' }, 0);
const time = 1_800_000_000_000;

function open(stateDir: string, name: string = HISTORY): Promise<Store> {
  const directory = join(stateDir, name);
  return openStore({ directory, rows: 12, stepMs: 5000, archives: every, syncRows: 1, clock: systemClock });
}

async function run(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  const test = testIo();
  await runCli(args, test);
  return { out: test.out(), err: test.err(), code: test.exitCode() };
}

it('virtscope backup copies a history that is being written, and restore puts it back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-backup-'));
  try {
    const [state, copy, other] = [join(folder, 'state'), join(folder, 'copy'), join(folder, 'other')];
    const store = await open(state);
    const series = new SeriesTable();
    const values = Float64Array.of(7);
    series.slot(db, 'cpu.usage');
    store.append({
      source: 's',
      time,
      rowEndMs: time,
      intervalMs: 5000,
      durationMs: 1,
      complete: [],
      series,
      values,
      reasons: new Uint8Array(1),
    });
    const copied = await run('backup', copy, '--state', state);
    assert.match(copied.out, /^copied \d+ files to .*copy\n$/);
    await store.close();
    assert.match((await run('restore', copy, '--state', other)).out, /^restored \d+ files to .*other\n$/);

    const again = await open(other);
    assert.equal(again.entity('VM', 'a')?.name, 'db');
    const asked = { entities: [db], metrics: ['cpu.usage'], start: time - 5000, end: time };
    assert.deepEqual([...((await again.history(asked)).columns[0]?.values ?? [])], [7]);
    await again.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('virtscope backup and restore refuse what would lose or mix something', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-backup-'));
  try {
    const f = async (want: RegExp, ...args: string[]): Promise<void> => {
      const { out, err, code } = await run(...args);
      assert.deepEqual([out, code], ['', 1], args.join(' '));
      assert.match(err, want);
    };
    const state = join(folder, 'state');
    await f(
      /^error: Cannot copy history of .*: there is none\n$/,
      'backup',
      join(folder, 'copy'),
      '--state',
      state,
    );
    await f(/^error: Cannot restore .*: it is no copy of a history\n$/, 'restore', folder, '--state', state);
    await (await open(state)).close();
    await f(/: something is there; move it away first\n$/, 'backup', folder, '--state', state);
    const copy = join(folder, 'copy');
    assert.equal((await run('backup', copy, '--state', state)).code, 0);
    await f(/: something is there; move it away first\n$/, 'restore', copy, '--state', state);
    assert.ok(existsSync(join(state, HISTORY)));
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('virtscope backup --demo copies the history of the demo, and without the option reports that there is only that one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-backup-'));
  try {
    const [state, copy, other] = [join(folder, 'state'), join(folder, 'copy'), join(folder, 'other')];
    await (await open(state, DEMO_HISTORY)).close();
    const { err } = await run('backup', copy, '--state', state);
    assert.match(err, /^error: Cannot copy history of .*: there is only the demo's, which --demo copies\n$/);
    assert.match((await run('backup', copy, '--demo', '--state', state)).out, /^copied \d+ files to /);
    assert.match((await run('restore', copy, '--demo', '--state', other)).out, /^restored \d+ files to /);
    assert.deepEqual(
      [existsSync(join(other, DEMO_HISTORY)), existsSync(join(other, HISTORY))],
      [true, false],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
