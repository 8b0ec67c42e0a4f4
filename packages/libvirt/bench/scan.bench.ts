import { readFileSync } from 'node:fs';
import { domainStatsReply } from '../src/codec/stats.ts';
import { decodeFrame, decodePayload, FrameSplitter } from '../src/frame.ts';
import { NameTable } from '../src/stats/name-table.ts';
import { scanDomainStats, type StatsSink } from '../src/stats/scan.ts';

const recording = new URL('../../../test/fixtures/libvirt/capture/domstats-all.s2c.bin', import.meta.url);
const ROUNDS = 2000;

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

function time(run: () => void, rounds: number): number {
  for (let i = 0; i < rounds / 4; i += 1) run();
  const before = process.hrtime.bigint();
  for (let i = 0; i < rounds; i += 1) run();
  return Number(process.hrtime.bigint() - before) / rounds / perRound;
}
