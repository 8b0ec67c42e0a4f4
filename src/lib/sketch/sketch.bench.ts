/** What it costs to record a value: `node src/lib/sketch/sketch.bench.ts`. */
import { Sketch } from './sketch.ts';

const records = 2_000_000;
const values = Float64Array.from({ length: 4096 }, (_, i) => 0.0001 * 1.002 ** i);
const run = (): Sketch => {
  const sketch = new Sketch();
  for (let i = 0; i < records; i++) sketch.record(values[i & 4095] as number);
  return sketch;
};
run();
const start = process.hrtime.bigint();
const sketch = run();
const nsPerRecord = Number(process.hrtime.bigint() - start) / records;

const startQuantiles = process.hrtime.bigint();
for (let i = 0; i < 1000; i++) sketch.quantile(0.99);
const usPerQuantile = Number(process.hrtime.bigint() - startQuantiles) / 1e6;
console.log(JSON.stringify({ bench: 'sketch', records, buckets: sketch.size, nsPerRecord, usPerQuantile }));
