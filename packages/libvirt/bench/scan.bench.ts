import { readFileSync } from 'node:fs';
import { domainStatsReply } from '../src/codec/stats.ts';
import { decodeFrame, decodePayload, FrameSplitter } from '../src/frame.ts';
import { NameTable } from '../src/stats/name-table.ts';
import { scanDomainStats, type StatsSink } from '../src/stats/scan.ts';

const recording = new URL('../../../test/fixtures/libvirt/capture/domstats-all.s2c.bin', import.meta.url);
const ROUNDS = 10_000;

let payload = new Uint8Array();
new FrameSplitter().push(readFileSync(recording), (bytes) => {
  const frame = decodeFrame(bytes);
  if (frame.procedure === 344) payload = frame.payload.slice();
});

/** Stores as a collector does: columns by the number of the name. */
const high = new Uint32Array(4096);
const low = new Uint32Array(4096);
let fields = 0;
const sink: StatsSink = {
  domain(view) {
    fields += view.fields;
    return true;
  },
  field(nameId, _type, hi, lo) {
    high[nameId] = hi;
    low[nameId] = lo;
  },
};
const names = new NameTable();
const scan = () => scanDomainStats(payload, names, sink);
const decode = () => decodePayload(domainStatsReply, payload);

scan();
const perRound = fields;
console.log(`${perRound} fields, ${payload.length} bytes`);
console.log(`scan   ${time(scan, ROUNDS).toFixed(1)} ns a field`);
console.log(`decode ${time(decode, ROUNDS / 10).toFixed(1)} ns a field`);
if (low.every((half) => half === 0)) throw new Error('BUG: nothing was scanned');

/** The best of ten batches, since other work on the machine can only make one slower. */
function time(run: () => void, rounds: number): number {
  let best = Infinity;
  for (let batch = 0; batch < 10; batch += 1) {
    const before = process.hrtime.bigint();
    for (let i = 0; i < rounds / 10; i += 1) run();
    best = Math.min(best, Number(process.hrtime.bigint() - before));
  }
  return best / (rounds / 10) / perRound;
}
