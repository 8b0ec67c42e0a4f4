/** Our database in a process of its own. */
import { openStorage, type DatabaseStorage } from '@virtscope/rrd';
import { archivesWith, HOUR_MS, MINUTE_MS } from './archives.ts';
import { sealed } from './sealed.ts';
import { serveCalls } from '../serve-calls.ts';
import type { Question, Settled } from '../system.ts';
import { METRICS, STEP_MS, readFleet, seriesOf, timeOf, uuidOf, type Fleet } from '../workload.ts';

const BANDS = ['AVERAGE', 'MIN', 'MAX'] as const;

const { fleet, directory, rows } = JSON.parse(process.argv[2] ?? '') as {
  fleet: Fleet;
  directory: string;
  /** Kept of the finest. */
  rows: number;
};
const width = seriesOf(fleet);
const names = Array.from({ length: width }, (_, i) => {
  return `${uuidOf(Math.floor(i / METRICS.length))}/${METRICS[i % METRICS.length]}`;
});
const read = readFleet(fleet);
const reasons = new Uint8Array(width);
let database: DatabaseStorage | undefined;

function opened(): DatabaseStorage {
  if (!database) throw new Error('Cannot use the database: it is not open');
  return database;
}

async function open(): Promise<void> {
  database = await openStorage({
    directory,
    stepMs: STEP_MS,
    lengths: archivesWith(rows).map(({ rowMs, rows: kept }) => {
      return { rowMs, rows: kept, cfs: rowMs === STEP_MS ? ['AVERAGE'] : BANDS, xff: 0.5 };
    }),
    recentRows: new Map([[MINUTE_MS, 120]]),
  });
}

async function rehearse(from: number, to: number): Promise<void> {
  for (let tick = from; tick < to; tick++) read(tick);
}

async function ingest(from: number, to: number): Promise<void> {
  const own = opened();
  // New series are part of the work, as they are for a server that first hears of them; columns go in order of names.
  if (own.width < width) own.add(names);
  for (let tick = from; tick < to; tick++) {
    const outcome = await own.append(timeOf(fleet, tick), read(tick), reasons, 0);
    if (outcome !== 'accepted') throw new Error(`Cannot append tick ${tick}: ${outcome}`);
  }
  if (own.condition.kind !== 'ok') throw new Error(`Cannot keep rows: ${own.condition.reason}`);
}

async function ask(question: Question, times: number, tick: number): Promise<number[]> {
  const toMs = timeOf(fleet, tick);
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const query = wish(question, (i * 37) % fleet.vms, toMs);
    const begun = performance.now();
    const { values } = await opened().read(query);
    took.push(performance.now() - begun);
    if (values.every(Number.isNaN)) throw new Error(`Cannot answer (${question}): all is unknown`);
  }
  return took;
}

function wish(question: Question, vm: number, toMs: number): Parameters<DatabaseStorage['read']>[0] {
  const metric = METRICS[vm % METRICS.length];
  const cf = 'AVERAGE';
  switch (question) {
    case 'a':
      return { rowMs: STEP_MS, cf, fromMs: toMs - 120 * STEP_MS, toMs, names: names.slice(vm * METRICS.length, (vm + 1) * METRICS.length) }; // prettier-ignore
    case 'b':
      return { rowMs: MINUTE_MS, cf, fromMs: toMs - HOUR_MS, toMs, names: names.filter((name) => name.endsWith(`/${metric}`)) }; // prettier-ignore
    case 'c':
      return { rowMs: STEP_MS, cf, fromMs: toMs - STEP_MS, toMs, names };
    default:
      return question satisfies never;
  }
}

/** Every value of every acknowledged row is compared, bit for bit as far as numbers can be distinguished. */
async function found(from: number, to: number): Promise<number> {
  let whole = 0;
  for (let tick = from; tick < to; tick++) {
    const toMs = timeOf(fleet, tick);
    const { values } = await opened().read({
      rowMs: STEP_MS,
      cf: 'AVERAGE',
      names,
      fromMs: toMs - STEP_MS,
      toMs,
    });
    if (read(tick).every((value, i) => Object.is(value, values[i]))) whole++;
  }
  return whole;
}

async function settle(): Promise<Settled> {
  await opened().flush();
  return sealed(directory, { width, areAllKept: rows >= fleet.ticks });
}

await serveCalls({ open, rehearse, ingest, ask, found, settle });
