/** What a sample costs: `node src/lib/counters.bench.ts`. */
import { Counters } from './counters.ts';

const slots = 310_000;
const counters = new Counters();
let sum = 0;
const sweep = (round: number): void => {
  for (let slot = 0; slot < slots; slot++)
    sum += counters.set(slot, slot & 7, (round * slot) >>> 0, round * 5000) || 0;
};
for (let round = 0; round < 10; round++) sweep(round);

const rounds = 50;
const heap = process.memoryUsage().heapUsed;
const start = process.hrtime.bigint();
for (let round = 10; round < 10 + rounds; round++) sweep(round);
const ns = Number(process.hrtime.bigint() - start) / (rounds * slots);
const grown = process.memoryUsage().heapUsed - heap;
console.log(
  JSON.stringify({
    bench: 'counters',
    slots,
    nsPerSample: ns,
    bytesPerSample: grown / (rounds * slots),
    sum,
  }),
);
