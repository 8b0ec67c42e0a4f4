/**
 * The largest answer of each route, `npm run bench -- answers [VMs …] [br | gzip] [part of a name …]` (2000 and 10000, as they
 * are, all of them): bytes, time to the first byte, processor time, and the longest turn of the server's loop in processor time, beside the
 * delay of a process that does nothing. Then streams of different tables, and what is left when a client leaves.
 */
import { execFile } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startWatched, type LoopReport, type WatchedServer } from './loop/server.ts';

const run = promisify(execFile);
const id = '6d6f6465-6c00-4000-8000-000000000001';
const columns =
  'cpu.usage,cpu.cores,memory.used,memory.host,disk.read.bytes,disk.write.bytes,net.rx.bytes,net.tx.bytes';
const prometheus = 'text/plain;version=0.0.4';
const binary = 'application/vnd.virtscope.columns';

/** Each route in the way that makes most of it; a second text is the Accept header. */
const routes: readonly (readonly [url: string, accept?: string])[] = [
  ['/vms'],
  ['/metrics/VM'],
  [`/metrics/VM?columns=${columns}`],
  [`/metrics/VM?columns=${columns}`, binary],
  [`/metrics/VM/${id}`],
  [`/metrics/VM/${id}/history?start=-3600`],
  [`/metrics/VM/${id}/history?start=-600&cf=AVERAGE,MIN,MAX`],
  ['/metrics/VM/history?metrics=cpu.usage&start=-600'],
  ['/metrics/VM/history?metrics=cpu.usage&start=-3600&step=60'],
  ['/metrics/VM/history?metrics=cpu.usage&start=-600', 'text/csv'],
  ['/metrics/VM/history?metrics=cpu.usage&start=-600', binary],
  [`/metrics/VM/history?metrics=${columns}&start=-10`],
  ['/metrics/VM/top?metric=cpu.cores&start=-3600&limit=1000'],
  ['/events?limit=10000'],
  ['/metrics', prometheus],
  ['/metrics?names=libvirt', prometheus],
  ['/stats'],
  ['/stats?format=xml'],
  ['/rrd_updates?start=-600'],
  ['/rrd_updates?start=-600&json=1'],
  ['/rrd_updates?start=-5'],
  [`/vm_rrd?uuid=${id}`],
  ['/openapi.json'],
];
const calls = ['VM.get_all_records', 'VBD.get_all_records', 'VM.get_by_name_label', 'event.from'];

const args = Map.groupBy(process.argv.slice(2), (arg) =>
  /^\d+$/.test(arg) ? 'vms' : /^(br|gzip)$/.test(arg) ? 'coding' : 'part',
);
const parts = args.get('part') ?? ['']; // of names: which are measured
const coding = args.get('coding')?.[0] ?? 'identity';
const isChosen = (name: string): boolean => parts.some((part) => name.includes(part));

for (const vms of args.get('vms') ?? ['2000', '10000']) {
  const server = await startWatched(join(import.meta.dirname, 'loop/answers-server.ts'), [vms]);
  await server.turns();
  console.log(
    `\n${vms} VMs, ${cpus()[0]?.model} × ${cpus().length}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log('status     bytes  first byte   whole ms   CPU ms  longest turn  idle delay   RSS MB  route');
  for (const [url, accept = 'application/json'] of routes) {
    const name = `${url} ${accept === 'application/json' ? '' : accept}`;
    if (isChosen(name))
      await measure(server, url, ['-H', `accept: ${accept}`, '-H', `accept-encoding: ${coding}`], name);
  }
  const session = await call(server, 'session.login_with_password', ['', '']);
  for (const method of calls.filter(isChosen)) {
    const params = { 'VM.get_by_name_label': ['vm-7'], 'event.from': [['*'], '', 0] }[method] ?? [];
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [session, ...params] });
    await measure(
      server,
      '/jsonrpc',
      ['-H', 'content-type: application/json', '-d', body],
      `/jsonrpc ${method}`,
    );
  }
  if (isChosen('a client that leaves')) await leave(server);
  if (isChosen('streams')) await stream(server, 400);
  console.log(`SIGTERM to its end: ${(await server.stop()).toFixed(0)} ms`);
}

async function measure(
  { url: origin, turns }: WatchedServer,
  url: string,
  options: string[],
  name: string,
): Promise<void> {
  await turns();
  const format = '%{http_code} %{size_download} %{time_starttransfer} %{time_total}';
  const { stdout } = await run('curl', [
    '-s',
    '-m',
    '120',
    '-o',
    '/dev/null',
    '-w',
    format,
    ...options,
    origin + url,
  ]);
  const [status = '', bytes = '', first, whole] = stdout.split(' ');
  const ms = (seconds: string | undefined): string => (Number(seconds) * 1000).toFixed(0);
  console.log(`${status.padStart(6)}${bytes.padStart(10)}${ms(first).padStart(12)}${ms(whole).padStart(11)}${cells(await turns())}  ${name}`); // prettier-ignore
}

function cells({ cpuMs, longestMs, idleDelayMs, rssMb }: LoopReport): string {
  return `${cpuMs.toFixed(0).padStart(9)}${longestMs.toFixed(1).padStart(14)}${idleDelayMs.toFixed(1).padStart(12)}${rssMb.toFixed(0).padStart(9)}`;
}

async function call({ url }: WatchedServer, method: string, params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(`${url}/jsonrpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return ((await response.json()) as { result: unknown }).result;
}

/** What the server still does after a client has left. */
async function leave({ url, turns }: WatchedServer): Promise<void> {
  for (const path of ['/rrd_updates?start=-600', '/metrics/VM/history?metrics=cpu.usage&start=-600']) {
    const left = new AbortController();
    const answer = fetch(url + path, { signal: left.signal }).catch(() => null);
    await setTimeout(30);
    left.abort();
    await answer;
    await turns();
    await setTimeout(900);
    console.log(`${' '.repeat(39)}${cells(await turns())}  900 ms after a client of ${path} left`);
  }
}

/** Streams of different tables, for five appends; most are refused where there are more than the limit. */
async function stream({ url, turns, child }: WatchedServer, count: number): Promise<void> {
  const names = columns.split(',');
  const left = new AbortController();
  const opened = Array.from({ length: count }, async (_, i) => {
    const chosen = names.filter((_name, place) => ((i + 1) >> place) & 1);
    const signal = left.signal;
    const headers = { accept: 'text/event-stream' };
    const response = await fetch(
      `${url}/metrics/VM?columns=${chosen.join(',')}${i >> 8 ? ',cpu.steal' : ''}`,
      { headers, signal },
    );
    const drained = (async () => {
      let bytes = 0;
      for await (const chunk of response.body ?? []) bytes += chunk.length;
      return bytes;
    })().catch(() => 0);
    return { status: response.status, drained };
  });
  const streams = await Promise.all(opened);
  await turns();
  for (let i = 0; i < 5; i++) {
    child.send('append');
    await setTimeout(1000);
  }
  const refused = streams.filter(({ status }) => status !== 200).length;
  console.log(
    `${' '.repeat(39)}${cells(await turns())}  ${count} streams of different columns for 5 s (${refused} refused)`,
  );
  left.abort();
  await Promise.all(streams.map(({ drained }) => drained));
}
