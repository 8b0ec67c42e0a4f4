/** What it costs to count a call: `node src/streams/services/tally.bench.ts`. */
import { systemClock } from '../../model/clock.ts';
import { callOf } from '../fixture.ts';
import { ServiceCalls } from './service-calls.ts';

const records = 2_000_000;
const calls = Array.from({ length: 1024 }, (_, i) =>
  callOf(`PROCEDURE_${i % 20}`, { peer: `hypervisor-${i % 7}`, latencyMs: 0.1 * 1.008 ** i }),
);
const run = (): void => {
  const services = new ServiceCalls(systemClock);
  for (let i = 0; i < records; i++) services.record(calls[i & 1023] as (typeof calls)[number]);
};
run();
const start = process.hrtime.bigint();
run();
const nsPerCall = Number(process.hrtime.bigint() - start) / records;
console.log(JSON.stringify({ bench: 'tally', records, nsPerCall }));
