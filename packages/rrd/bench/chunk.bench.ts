import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFleet, seriesOf, writeFleet, type Fleet } from '../../../bench/store/workload.ts';
import { decodeChunk, decodeColumn, encodeChunk } from '../src/mod.ts';

const COLUMNS = 64;
const ROWS = 120;
const ROUNDS = 40;

const directory = mkdtempSync(join(tmpdir(), 'chunk-bench-'));
const chunks: Float64Array[] = [];
try {
  const fleet: Fleet = { vms: 250, ticks: ROWS, startMs: 0, file: join(directory, 'fleet') };
  const { constantSeries, repeatedSamples } = writeFleet(fleet);
  console.log(
    `${(100 * constantSeries).toFixed()} % of the series constant, ${(100 * repeatedSamples).toFixed()} % of the samples repeated`,
  );
  for (let at = 0; at + COLUMNS <= seriesOf(fleet); at += COLUMNS) {
    chunks.push(new Float64Array(COLUMNS * ROWS));
  }
  const tick = readFleet(fleet);
  for (let row = 0; row < ROWS; row += 1) {
    const values = tick(row);
    for (const [chunk, columns] of chunks.entries()) {
      for (let column = 0; column < COLUMNS; column += 1) {
        columns[column * ROWS + row] = values[chunk * COLUMNS + column] as number;
      }
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}

const encoded = chunks.map((values) => encodeChunk(values, COLUMNS, ROWS));
const into = new Float64Array(COLUMNS * ROWS);
for (const [chunk, bytes] of encoded.entries()) {
  const decoded = decodeChunk(bytes, COLUMNS, ROWS, into);
  if (decoded.some((value, at) => !Object.is(value, chunks[chunk]?.[at])))
    throw new Error('BUG: not the same');
}

const samples = chunks.length * COLUMNS * ROWS;
const bytes = encoded.reduce((sum, { length }) => sum + length, 0);
console.log(`${COLUMNS} x ${ROWS}: ${(bytes / samples).toFixed(3)} B/sample`);
measure('encode', samples, () => chunks.forEach((values) => encodeChunk(values, COLUMNS, ROWS)));
measure('decode', samples, () => encoded.forEach((each) => decodeChunk(each, COLUMNS, ROWS, into)));
measure('decode one column', samples / COLUMNS, () =>
  encoded.forEach((each, at) => decodeColumn(each, COLUMNS, ROWS, at % COLUMNS, into)),
);

function measure(what: string, count: number, run: () => void): void {
  run();
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    rates.push(count / (user + system));
  }
  rates.sort((a, b) => a - b);
  console.log(
    `  ${what}: ${rates[ROUNDS >> 1]?.toFixed(1)} M samples per CPU s, best ${rates.at(-1)?.toFixed(1)}`,
  );
}
