/**
 * What an answer for 10,000 guests costs the demo: `node src/demo/records/stats.bench.ts [guests]`.
 * First encoding alone, then whole answers from the demo's own process over its socket, read and thrown away.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { encodeFrame, PROGRAM, procedures } from '@virtscope/libvirt/wire';
import { startDemo } from '../mod.ts';
import { Records } from './records.ts';
import { World } from '../guests/world.ts';
import { systemClock } from '../../model/clock.ts';

const guests = Number(process.argv[2] ?? 10_000);
const GROUPS = 0x3f;
const ROUNDS = 40;
const TICK_MS = 10;

const started = performance.now();
const world = new World({ guests, seed: 1, calm: true }, systemClock);
const records = new Records(world.guests);
const createMs = performance.now() - started;

const out = Buffer.alloc(4096 * guests);
const view = new DataView(out.buffer);
function encodeAll(time: number): number {
  let at = 0;
  for (const guest of world.shuffled) {
    const record = records.of(guest, world.phase(guest, time), 'full');
    at = records.write(record, GROUPS, time, out, view, at);
  }
  return at;
}

const first = performance.now();
const bytes = encodeAll(Date.now());
const firstMs = performance.now() - first;
const encodeMs: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const start = process.cpuUsage();
  encodeAll(Date.now() + round * 5000);
  const { user, system } = process.cpuUsage(start);
  encodeMs.push((user + system) / 1000);
}

const demo = await startDemo({ guests, calm: true });
const socket = connect(demo.socket);
let wanted = 0;
let had = 0;
let done: () => void = () => undefined;
socket.on('data', (chunk: Buffer) => {
  if (had === 0) wanted = chunk.readUInt32BE(0);
  had += chunk.length;
  if (had === wanted) done();
});

/** Sends one call and waits for all of its answer. */
async function call(procedure: number, payload: Uint8Array): Promise<number> {
  const header = encodeFrame({
    program: PROGRAM.remote,
    version: 1,
    procedure,
    type: 0,
    serial: 1,
    status: 0,
  });
  const frame = Buffer.concat([header, payload]);
  frame.writeUInt32BE(frame.length);
  had = 0;
  const answered = new Promise<void>((resolve) => (done = resolve));
  socket.write(frame);
  await answered;
  return had;
}

/** CPU the demo's process has used, in ticks of 10 ms. */
function demoCpuMs(): number {
  const fields = readFileSync(`/proc/${demo.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function rssMb(): number {
  return Math.round(
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${demo.pid}/status`, 'utf8'))![1]) / 1024,
  );
}

const words = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => buffer.writeUInt32BE(value, i * 4));
  return buffer;
};
const { AUTH_LIST, CONNECT_OPEN, CONNECT_GET_ALL_DOMAIN_STATS } = procedures;
await call(AUTH_LIST.number, words());
await call(CONNECT_OPEN.number, words(0, 1));
for (let i = 0; i < 5; i++) await call(CONNECT_GET_ALL_DOMAIN_STATS.number, words(0, GROUPS, 0));
const cpuBefore = demoCpuMs();
const wallBefore = performance.now();
let answerBytes = 0;
for (let i = 0; i < ROUNDS; i++) {
  answerBytes = await call(CONNECT_GET_ALL_DOMAIN_STATS.number, words(0, GROUPS, 0));
}
const wallMs = (performance.now() - wallBefore) / ROUNDS;
const cpuMs = (demoCpuMs() - cpuBefore) / ROUNDS;
const demoRssMb = rssMb();
socket.destroy();
await demo.stop();

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
console.log(
  JSON.stringify({
    bench: 'demo',
    guests,
    bytes,
    createMs: Math.round(createMs),
    firstEncodingMs: Math.round(firstMs),
    encodingCpuMs: { median: median(encodeMs), least: Math.min(...encodeMs) },
    answer: { bytes: answerBytes, cpuMs, wallMs, demoRssMb },
  }),
);
