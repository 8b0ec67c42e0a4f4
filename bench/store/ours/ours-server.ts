/**
 * Our store behind our API, in a process of its own: what serves people, fed as a source would feed it. Questions come
 * by HTTP, all else as to the other workers.
 */
import { createApi } from '../../../src/api/mod.ts';
import { testAccess } from '../../../src/auth/fixture.ts';
import type { Batch } from '../../../src/model/batch.ts';
import { systemClock } from '../../../src/model/clock.ts';
import { createEntity } from '../../../src/model/entity.ts';
import { SeriesTable } from '../../../src/model/series.ts';
import { openStore, type Store } from '../../../src/store/mod.ts';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { archivesWith } from './archives.ts';
import { sealed } from './sealed.ts';
import { serveCalls } from '../serve-calls.ts';
import type { Settled } from '../system.ts';
import { METRICS, STEP_MS, readFleet, seriesOf, timeOf, uuidOf, type Fleet } from '../workload.ts';

const { fleet, directory, rows, port } = JSON.parse(process.argv[2] ?? '') as {
  fleet: Fleet;
  directory: string;
  /** Kept of the finest. */
  rows: number;
  port: number;
};
const read = readFleet(fleet);
const reasons = new Uint8Array(seriesOf(fleet));
const series = new SeriesTable();
/** The fleet's hour is now. */
let now = timeOf(fleet, 0);
const clock = { ...systemClock, now: () => now };
let store: Store | undefined;

function opened(): Store {
  if (!store) throw new Error('Cannot use the store: it is not open');
  return store;
}

async function open(): Promise<void> {
  const finest = archivesWith(rows);
  const archives = { VM: finest, host: finest, source: finest };
  store = await openStore({ directory, rows: 120, stepMs: STEP_MS, archives, syncRows: 1, clock });
  const api = await createApi({
    access: testAccess(),
    store,
    clock,
    sources: () => [],
    discoveryResults: [],
    version: 'bench',
    demo: false,
    stepMs: STEP_MS,
    consoleDir: '/nonexistent',
    logger: { error: (details, message) => console.error(message, details) },
  });
  await api.listen({ host: '127.0.0.1', port });
}

async function rehearse(from: number, to: number): Promise<void> {
  for (let tick = from; tick < to; tick++) read(tick);
}

async function ingest(from: number, to: number): Promise<void> {
  if (series.length === 0) {
    for (let vm = 0; vm < fleet.vms; vm++) {
      const name = `vm-${String(vm).padStart(5, '0')}`;
      const entity = createEntity(
        { class: 'VM', id: uuidOf(vm), source: 'fleet', name, state: 'running' },
        now,
      );
      for (const metric of METRICS) series.slot(entity, metric);
    }
  }
  for (let tick = from; tick < to; tick++) {
    const time = timeOf(fleet, tick);
    const batch: Batch = { source: 'fleet', rowEndMs: time, time, intervalMs: STEP_MS, durationMs: 1, complete: [], series, values: read(tick), reasons }; // prettier-ignore
    now = time;
    series.tick();
    opened().append(batch);
    // The store's own door does not wait for the disk; a tick counts when it is there.
    while (opened().health().pendingRows > 0) await setTimeout(1);
  }
  const { condition, droppedRows } = opened().health();
  if (condition || droppedRows > 0)
    throw new Error(`Cannot keep rows: ${condition?.reason}, ${droppedRows} dropped`);
}

async function found(from: number, to: number): Promise<number> {
  // No entity has been reported again after the restart, but all are known by their ids.
  const entities = Array.from(
    { length: fleet.vms },
    (_, vm) => opened().entity('VM', uuidOf(vm)) ?? [],
  ).flat();
  let whole = 0;
  for (let tick = from; tick < to; tick++) {
    const end = timeOf(fleet, tick);
    const { columns } = await opened().history({ entities, metrics: METRICS, start: end - STEP_MS, end, stepMs: STEP_MS }); // prettier-ignore
    const row = read(tick);
    if (columns.length === row.length && columns.every(({ values }, i) => Object.is(values[0], row[i])))
      whole++;
  }
  return whole;
}

async function settle(): Promise<Settled> {
  await opened().close();
  return sealed(join(directory, 'VM'), { width: seriesOf(fleet), areAllKept: rows >= fleet.ticks });
}

await serveCalls({ open, rehearse, ingest, found, settle });
