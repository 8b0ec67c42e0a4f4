/** What filters cost: `npm run bench -- filter`. */
import { compileFilter } from './filter.ts';
import { callFields } from './fixture.ts';
import { SharedFilters } from './shared-filters.ts';

const records = Array.from({ length: 2000 }, (_, i) => ({
  sequence: i + 1,
  service: ['libvirtd', 'virtlogd', 'xapi', 'api'][i % 4],
  method: ['domainGetBlockInfo', 'connectGetAllDomainStats', 'domainGetState', 'nodeGetInfo'][i % 3],
  peer: `host-${i % 40}`,
  bytes: (i * 7919) % 65_536,
  latency: (i % 1000) / 1000,
  failed: i % 50 === 0,
  payload: { vm: `web-${i}`, text: `connection ${i % 50 ? 'made' : 'refused'} by host-${i % 40}` },
}));

function measure(texts: readonly string[], rounds: number): void {
  const start = process.hrtime.bigint();
  const filters = texts.map((text) => compileFilter(text, callFields));
  const compileUs = Number(process.hrtime.bigint() - start) / 1000 / texts.length;
  let found = 0;
  const all = (): void => {
    for (const record of records) for (const filter of filters) if (filter.matches(record)) found++;
  };
  for (let round = 0; round < 3; round++) all();
  found = 0;
  const cpu = process.threadCpuUsage();
  for (let round = 0; round < rounds; round++) all();
  const { user, system } = process.threadCpuUsage(cpu);
  const asked = rounds * records.length * texts.length;
  const [text = ''] = texts.length === 1 ? texts : [`${texts.length} filters`];
  const matchUs = (user + system) / asked;
  console.log(JSON.stringify({ bench: 'filter', text, share: found / asked, compileUs, matchUs }));
}

for (const text of [
  'failed',
  "service == 'libvirtd' && latency > 0.98",
  "failed || bytes > 65000 && method.startsWith('domain')",
  "payload.vm == 'web-7'",
  "payload.nothing == 'x'",
  "re(payload.text, 'refused|timed out')",
  "method.re('(?i)blockinfo')",
  'refused',
  '"connection refused" host-7',
]) {
  measure([text], 50);
}
const fifty = Array.from(
  { length: 50 },
  (_, i) => `peer == 'host-${i}' || bytes > ${65_000 + i} && latency < 0.5`,
);
measure(fifty, 5);

/** A thousand readers, twenty with each filter, of records that come in turns of forty. */
const shared = new SharedFilters<(typeof records)[number]>(callFields, (record) => record);
const readers = Array.from({ length: 1000 }, (_, i) => shared.test(fifty[i % 50] ?? ''));
const before = process.threadCpuUsage();
let delivered = 0;
for (let from = 0; from < records.length; from += 40) {
  const turn = records.slice(from, from + 40);
  for (const isMeant of readers) for (const record of turn) if (isMeant(record)) delivered++;
}
const used = process.threadCpuUsage(before);
const usPerReader = (used.user + used.system) / readers.length / records.length;
console.log(JSON.stringify({ bench: 'filter', readers: readers.length, delivered, usPerReader }));

/** The longest turn: what the limits let a filter cost on one text of 8,192 characters. */
let state = 1;
const ab = Array.from({ length: 8192 }, () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state >>> 31 ? 'b' : 'a';
}).join('');
for (const pattern of [
  '[ab]*a[ab]{100}[xy]',
  '(?:a|b|ab){1,36}[xy]',
  '(?:a?b?){60}[xy]',
  String.raw`(?:\pL|\pN){100}[#%]`,
]) {
  const filter = compileFilter(`method.re(${JSON.stringify(pattern)})`, callFields);
  let longestMs = 0;
  for (let i = 0; i < 20; i++) {
    const text = ab.slice(i) + ab.slice(0, i);
    const cpu = process.threadCpuUsage();
    filter.matches({ method: text });
    const { user, system } = process.threadCpuUsage(cpu);
    longestMs = Math.max(longestMs, (user + system) / 1000);
  }
  console.log(JSON.stringify({ bench: 'filter', pattern, longestMs }));
}
