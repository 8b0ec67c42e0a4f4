/** DuckDB in a process of its own: a table with a row for each VM and tick, filled by its appender with data chunks. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serveCalls } from '../serve-calls.ts';
import type { Question, Settled } from '../system.ts';
import { BATCH, METRICS, readFleet, timeOf, type Fleet } from '../workload.ts';

/** What is used of `@duckdb/node-api`, which is there for the bench alone. */
interface Library {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> };
  readonly DuckDBDataChunk: { create(types: readonly unknown[], rows: number): Chunk };
  readonly INTEGER: unknown;
  readonly DOUBLE: unknown;
}
interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getColumns(): (number | bigint)[][] }>;
  createAppender(table: string): Promise<{ appendDataChunk(chunk: Chunk): void; flushSync(): void }>;
}
interface Chunk {
  rowCount: number;
  getColumnVector(column: number): { setItem(row: number, value: number): void; flush(): void };
}

/** Rows of a data chunk. */
const CHUNK = 2048;

const { fleet, directory, library } = JSON.parse(process.argv[2] ?? '') as {
  fleet: Fleet;
  directory: string;
  library: string;
};
const { DuckDBInstance, DuckDBDataChunk, INTEGER, DOUBLE } = ((await import(pathToFileURL(library).href)) as { default: Library }).default; // prettier-ignore
const file = join(directory, 'fleet.duckdb');
const columns = METRICS.map((name) => `"${name}"`);
const read = readFleet(fleet);
let connection: Connection | undefined;
let appender: Awaited<ReturnType<Connection['createAppender']>> | undefined;
let unflushed = 0;

async function open(): Promise<void> {
  connection = await (await DuckDBInstance.create(file)).connect();
  const doubles = columns.map((name) => `${name} DOUBLE`).join(', ');
  await connection.run(`CREATE TABLE IF NOT EXISTS fleet (t INTEGER, vm INTEGER, ${doubles})`);
  appender = await connection.createAppender('fleet');
}

async function rehearse(from: number, to: number): Promise<void> {
  for (let tick = from; tick < to; tick++) read(tick);
}

async function ingest(from: number, to: number): Promise<void> {
  const types = [INTEGER, INTEGER, ...METRICS.map(() => DOUBLE)];
  for (let tick = from; tick < to; tick++) {
    const row = read(tick);
    const seconds = timeOf(fleet, tick) / 1000;
    for (let first = 0; first < fleet.vms; first += CHUNK) {
      const count = Math.min(CHUNK, fleet.vms - first);
      const chunk = DuckDBDataChunk.create(types, count);
      const vectors = types.map((_, column) => chunk.getColumnVector(column));
      for (const [column, vector] of vectors.entries()) {
        for (let i = 0; i < count; i++) {
          const vm = first + i;
          if (column === 0) vector.setItem(i, seconds);
          else if (column === 1) vector.setItem(i, vm);
          else vector.setItem(i, row[vm * METRICS.length + column - 2] ?? Number.NaN);
        }
        vector.flush();
      }
      appender?.appendDataChunk(chunk);
    }
    unflushed++;
    if (unflushed < BATCH) continue;
    appender?.flushSync();
    unflushed = 0;
  }
}

async function ask(question: Question, times: number, tick: number): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const sql = wish(question, (i * 37) % fleet.vms, timeOf(fleet, tick) / 1000);
    const begun = performance.now();
    const [first] = await answer(sql);
    took.push(performance.now() - begun);
    if (!first?.length) throw new Error(`Cannot answer (${question}): nothing is there`);
  }
  return took;
}

async function answer(sql: string): Promise<(number | bigint)[][]> {
  if (!connection) throw new Error('Cannot ask DuckDB: it is not open');
  return (await connection.runAndReadAll(sql)).getColumns();
}

function wish(question: Question, vm: number, until: number): string {
  switch (question) {
    case 'a':
      return `SELECT t, ${columns.join()} FROM fleet WHERE vm = ${vm} AND t > ${until - 600} AND t <= ${until} ORDER BY t`; // prettier-ignore
    case 'b':
      return `SELECT vm, t // 60 AS minute, avg(${columns[vm % METRICS.length]}) FROM fleet WHERE t > ${until - 3600} AND t <= ${until} GROUP BY ALL ORDER BY ALL`; // prettier-ignore
    case 'c':
      return `SELECT vm, ${columns.join()} FROM fleet WHERE t = ${until} ORDER BY vm`;
    default:
      return question satisfies never;
  }
}

async function found(from: number, to: number): Promise<number> {
  const [ticks = []] = await answer(
    `SELECT t FROM fleet WHERE t >= ${timeOf(fleet, from) / 1000} AND t < ${timeOf(fleet, to) / 1000} GROUP BY t HAVING count(*) = ${fleet.vms}`,
  );
  return ticks.length;
}

async function settle(): Promise<Settled> {
  appender?.flushSync();
  await connection?.run('CHECKPOINT');
  // The newest ticks may have been lost.
  const [[rows = 0] = []] = await answer('SELECT count(*) FROM fleet');
  return {
    bytes: (await stat(file)).blocks * 512,
    samples: Number(rows) * METRICS.length,
    besides: null,
  };
}

await serveCalls({ open, rehearse, ingest, ask, found, settle });
