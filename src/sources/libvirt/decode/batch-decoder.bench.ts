/** What one VM's record costs from the reply's bytes to the batch: the recorded session of 15 guests, again and again. */
import { readFileSync } from 'node:fs';
import { decodeFrame, FrameSplitter } from '@virtscope/libvirt/wire';
import { systemClock } from '../../../model/clock.ts';
import { rawFields } from '../raw-fields.ts';
import { atOnce } from '../../../lib/async/in-slices.ts';
import { Reason } from '../../../model/reason.ts';
import { SeriesTable } from '../../../model/series.ts';
import { VmFacts } from '../facts/vm-facts.ts';
import { Inventory } from '../inventory.ts';
import { BatchDecoder } from './batch-decoder.ts';

const STATS = 344;
const rounds = 4000;
const recording = new URL('../../../../test/fixtures/libvirt/capture/domstats-all.s2c.bin', import.meta.url);
const replies: Uint8Array[] = [];
new FrameSplitter().push(readFileSync(recording), (bytes) => {
  const { procedure, payload } = decodeFrame(bytes);
  if (procedure === STATS) replies.push(payload.slice());
});
const [payload] = replies;
if (!payload) throw new Error('Cannot run the benchmark: the recording has no statistics');

const series = new SeriesTable();
const inventory: Inventory = new Inventory({
  source: 'libvirt',
  hostId: null,
  series,
  facts: new VmFacts({ clock: systemClock, agents: null }),
  clock: systemClock,
  onReset: (vm, gone) => decoder.reset(vm, gone),
});
const decoder: BatchDecoder = new BatchDecoder({
  series,
  inventory,
  clock: systemClock,
  hugepages: () => null,
  raw: rawFields('none', 0),
});
atOnce(decoder.readList(payload, 0));
const vms = [...inventory.all()];
for (const vm of vms) vm.active = true;

let timeMs = 0;
const poll = (): void => {
  timeMs += 5000;
  decoder.writer.begin(Reason.notCollected);
  atOnce(decoder.readMonitor(payload, timeMs, vms));
};
for (let round = 0; round < 500; round++) poll();
const heap = process.memoryUsage().heapUsed;
let best = Infinity;
for (let batch = 0; batch < 10; batch++) {
  const start = process.cpuUsage();
  for (let round = 0; round < rounds / 10; round++) poll();
  const { user, system } = process.cpuUsage(start);
  best = Math.min(best, (user + system) / (rounds / 10));
}
const records = inventory.size;
console.log(
  JSON.stringify({
    bench: 'libvirt decoder',
    records,
    bytes: payload.length,
    series: series.length,
    microsecondsPerRecord: best / records,
    heapGrowthPerRecord: (process.memoryUsage().heapUsed - heap) / (rounds * records),
  }),
);
