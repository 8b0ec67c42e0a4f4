import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FakeClock, settle } from '../../test/fake-clock.ts';
import { createEntity, type Entity } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import type { Source } from '../model/source.ts';
import { openStore, type Store } from '../store/mod.ts';
import { createPipeline } from './mod.ts';

const stepMs = 5000;
const minute = 60_000;
const begin = 1_800_000_000_000;
const lengths = [{ rowMs: stepMs, rows: 240 }];
const archives = { VM: lengths, host: lengths, source: lengths };

/** A source of one VM whose value is the number of the poll; each poll takes what `takes` says. */
function source(id: string, clock: FakeClock, intervalMs: number, takes: (poll: number) => number = () => 0) {
  const series = new SeriesTable();
  const vm = createEntity({ class: 'VM', id, source: id, name: id, state: 'running' }, begin);
  const slot = series.slot(vm, 'cpu.usage');
  let polls = 0;
  const made: Source = {
    id,
    kind: 'test',
    intervalMs,
    series,
    stuckCalls: 0,
    status: () => {
      throw new Error('not asked');
    },
    poll: async () => {
      const time = clock.now();
      const ms = takes(++polls);
      if (ms > 0) await clock.sleep(ms);
      const values = new Float64Array(1);
      values[slot] = polls;
      series.tick();
      return { time, durationMs: ms, complete: ['VM'], series, values, reasons: new Uint8Array(1) };
    },
    close: () => Promise.resolve(),
  };
  return { source: made, vm };
}

/** The rows of a VM as they are in files alone, oldest first; null for unknown. */
async function rows(store: Store, vm: Entity): Promise<(number | null)[]> {
  const range = { start: begin - stepMs, end: begin + 60 * minute };
  const { columns } = await store.history({ entities: [vm], metrics: ['cpu.usage'], ...range });
  return Array.from(columns[0]?.values ?? [], (value) => (Number.isNaN(value) ? null : value));
}

test('a source of 60 s and one that takes three intervals neither delay nor tear the rows of one of 5 s', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-rows-'));
  const clock = new FakeClock(begin + 100);
  // So few rows in memory that it is files that are read.
  let store = await openStore({ directory, rows: 4, stepMs, archives, syncRows: 1, clock });
  const pipeline = createPipeline({
    consumers: [
      {
        append: (batch) => store.appendInSlices(batch),
        closeRows: (rowEndMs) => store.closeRows(rowEndMs),
        remove: (id) => store.removeSource(id),
      },
    ],
    clock,
    stepMs,
    onError: (error) => assert.ifError(error),
  });
  const quick = source('quick', clock, stepMs, () => 20);
  // At the end of its poll the row has closed, and it may take half a minute.
  const rare = source('minute', clock, minute, (poll) => (poll === 3 ? 30_000 : 2000));
  const slow = source('slow', clock, stepMs, () => 15_500);
  for (const one of [quick, rare, slow]) pipeline.add(one.source);
  pipeline.start();
  const delays: number[] = [];
  const ages: number[] = [];
  for (let row = 0; row < 60; row++) {
    await clock.advance(stepMs);
    await settle();
    const [finest] = store.archives('VM', []);
    delays.push(clock.now() - (finest?.newest ?? 0));
    ages.push(clock.now() - (store.instant(rare.vm, 'cpu.usage')?.time ?? NaN));
  }
  // A row is there two steps after its end.
  assert.ok(Math.max(...delays.slice(3)) <= 2 * stepMs + 100, `${Math.max(...delays)} ms`);
  assert.ok(Math.max(...ages.slice(1)) > 50_000 && Math.max(...ages) <= 95_000);
  const removed = pipeline.remove('minute');
  await clock.advance(stepMs);
  await removed;
  assert.equal(store.entity('VM', 'minute')?.state, 'gone');
  await pipeline.stop(AbortSignal.abort());
  await store.close();
  store = await openStore({ directory, rows: 4, stepMs, archives, syncRows: 1, clock });
  const seen = await rows(store, quick.vm);
  assert.deepEqual(
    seen.slice(1, 59),
    Array.from({ length: 58 }, (_, i) => i + 2),
  );
  const held = await rows(store, rare.vm);
  const first = held.findIndex((value) => value !== null);
  assert.ok(first <= 1, 'from its first batch on');
  assert.ok(
    held.slice(first, 59).every((value) => value !== null),
    `no hole at the minute: ${held.join()}`,
  );
  assert.deepEqual([...new Set(held.slice(first, 59))], [1, 2, 3, 4, 5]);
  const { columns } = await store.history({ entities: [slow.vm], metrics: ['cpu.usage'], start: begin, end: begin + minute }); // prettier-ignore
  assert.ok(columns[0]?.reasons.some((reason) => reason === Reason.notCollected));
  await store.close();
  await rm(directory, { recursive: true });
});
