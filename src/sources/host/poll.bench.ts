/** What a poll of this machine costs: `node src/sources/host/poll.bench.ts [root]`. */
import { createHostSource } from './mod.ts';

const source = createHostSource({ root: process.argv[2] ?? '/' });
const { signal } = new AbortController();
for (let i = 0; i < 500; i++) await source.poll(signal);

const polls = 2000;
const before = process.cpuUsage();
const start = performance.now();
for (let i = 0; i < polls; i++) await source.poll(signal);
const wallMs = performance.now() - start;
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    bench: 'host-poll',
    series: source.series.length,
    wallMs: wallMs / polls,
    cpuMs: (user + system) / 1000 / polls,
    systemShare: system / (user + system),
  }),
);
