import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEntity } from '../model/entity.ts';
import { SeriesTable } from '../model/series.ts';
import { openStore } from './mod.ts';

const stepMs = 5000;
const now = 1_800_000_000_000;
const lengths = [{ rowMs: stepMs, rows: 120 }];
const archives = { VM: lengths, host: lengths, source: lengths };
const metrics = ['cpu.usage', 'cpu.cores', 'cpu.user'];

/** Turns of the event loop until a piece of work is done. */
async function turnsOf(work: () => Promise<unknown>): Promise<number> {
  let [turns, isOver] = [0, false];
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await work();
  isOver = true;
  return turns;
}

test('an answer of many entities lets the event loop turn where it takes long', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-turns-'));
  // Every look at the clock finds ten milliseconds gone: a turn is due wherever the rest may wait.
  let ticks = 0;
  const clock = { now: () => now, monotonic: () => (ticks += 10), sleep: async () => {} };
  const store = await openStore({ directory, rows: 24, stepMs, archives, clock, syncRows: 1 });
  const series = new SeriesTable();
  const entities = Array.from({ length: 600 }, (_, i) =>
    createEntity({ class: 'VM', id: `vm-${i}`, source: 's', name: `vm-${i}`, state: 'running' }, now),
  );
  for (const entity of entities) for (const metric of metrics) series.slot(entity, metric);
  const values = new Float64Array(series.length).fill(1);
  const reasons = new Uint8Array(series.length);
  store.append({
    source: 's',
    rowEndMs: now,
    time: now,
    intervalMs: stepMs,
    durationMs: 1,
    complete: [],
    series,
    values,
    reasons,
  });
  const query = { entities, metrics, start: now - stepMs, end: now };
  assert.ok((await turnsOf(() => store.history(query))) > 600, 'whether each is in memory');
  const top = { class: 'VM', metric: 'cpu.cores', start: now - stepMs, end: now, cf: 'AVERAGE' } as const;
  assert.ok((await turnsOf(() => store.top({ ...top, limit: 10 }))) > 609, 'and what is made of its rows');
  assert.ok((await turnsOf(() => store.latestInSlices('VM', metrics))) >= 3, 'where the values of each are');
  assert.deepEqual(await store.latestInSlices('VM', metrics), store.latest('VM', metrics));
  await store.close();
  await rm(directory, { recursive: true });
});
