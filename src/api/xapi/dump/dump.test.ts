import { readDumpXml, readXapiDump } from '@virtscope/rrd';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Entity } from '../../../model/entity.ts';
import { Reason } from '../../../model/reason.ts';
import { openStore, type Consolidation, type Store } from '../../../store/mod.ts';
import { makeTestApi, startTime, type TestApi } from '../../fixture.ts';

const db = '6d6f7264-0000-4000-8000-000000000001';
const host = '0123456789abcdef0123456789abcdef';
const stepMs = 5000;
const archives = [
  { rowMs: 5000, rows: 12 },
  { rowMs: 15_000, rows: 20 },
  { rowMs: 60_000, rows: 5 },
];

interface Kept extends AsyncDisposable {
  readonly directory: string;
  readonly store: Store;
  readonly api: TestApi;
  readonly vm: Entity;
}

/** A VM and a host whose history is kept, over the rows of every archive; the VM is stuck for a while. */
async function keep(): Promise<Kept> {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-dump-'));
  const clock = { now: () => startTime, monotonic: () => 0, sleep: () => new Promise<void>(() => {}) };
  const every = { VM: archives, host: archives, source: archives };
  const store = await openStore({ directory, rows: 6, stepMs, archives: every, syncRows: 1, clock });
  const api = await makeTestApi({ store });
  const devices = [{ kind: 'disk', key: 'vda', labels: {} } as const];
  const [vm, machine] = [api.enter('VM', db, { devices }), api.enter('host', host)];
  for (let i = 0; i < 70; i++) {
    const names = ['cpu.0.usage', 'memory.available', 'disk.vda.read.latency'];
    const isStuck = i >= 60 && i < 64;
    const all = Object.fromEntries(
      names.map((name, n) => [name, isStuck ? Reason.stuck : (i % 7) / (n + 8)]),
    );
    const known: [Entity, Record<string, number>][] = [[machine, { 'cpu.usage': i / 100 }]];
    api.poll(isStuck ? known : [...known, [vm, all]], isStuck ? [[vm, all]] : []);
  }
  // Rows are put down in turns of their own.
  const end = startTime + 70 * stepMs;
  const isDown = ({ stepMs: rowMs, newest }: { stepMs: number; newest: number | null }): boolean =>
    (newest ?? 0) >= Math.floor(end / rowMs) * rowMs;
  while (!(['VM', 'host'] as const).every((cls) => store.archives(cls).every(isDown))) await setImmediate();
  return {
    directory,
    store,
    api,
    vm,
    async [Symbol.asyncDispose]() {
      await api.app.close();
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** What `rrdtool fetch` prints: a time and the values of each row. */
function fetchRows(
  file: string,
  cf: Consolidation,
  rowMs: number,
  start: number,
  end: number,
): [number, number[]][] {
  const range = ['-r', String(rowMs / 1000), '-s', String(start / 1000), '-e', String(end / 1000 - 1)];
  const text = execFileSync('rrdtool', ['fetch', file, cf, ...range], { encoding: 'utf8' });
  return [...text.matchAll(/^(\d+): (.*)$/gm)].map(([, time, values = '']) => {
    return [
      Number(time) * 1000,
      values.split(' ').map((value) => (/nan/i.test(value) ? Number.NaN : Number(value))),
    ];
  });
}

test('rrdtool restores vm_rrd, and fetches from it what store.history has, in every archive', async (t) => {
  try {
    execFileSync('rrdtool', ['--version'], { stdio: 'ignore' });
  } catch {
    return t.skip('rrdtool is not installed');
  }
  await using kept = await keep();
  const { store, api, vm } = kept;
  const answer = await api.app.inject(`/vm_rrd?uuid=${db}`);
  assert.equal(answer.headers['content-type'], 'text/xml');
  const [dump, file] = ['dump.xml', 'dump.rrd'].map((name) => join(kept.directory, name)) as [string, string];
  await writeFile(dump, answer.body);
  execFileSync('rrdtool', ['restore', dump, file]);
  const { sources } = readDumpXml(answer.body);
  assert.deepEqual(sources.map(({ name }) => name), ['cpu0', 'memory_int_free', 'vbd_vda_read_lat']); // prettier-ignore
  const newest = store.newest('VM', db);
  let known = 0;
  for (const { stepMs: rowMs, rows } of store.archives('VM')) {
    const end = Math.floor(newest / rowMs) * rowMs;
    const start = end - rows * rowMs;
    for (const cf of rowMs === stepMs ? (['AVERAGE'] as const) : (['AVERAGE', 'MIN', 'MAX'] as const)) {
      const metrics = ['cpu.0.usage', 'memory.available', 'disk.vda.read.latency'];
      const history = await store.history({ entities: [vm], metrics, start, end, stepMs: rowMs, cfs: [cf] });
      const fetched = fetchRows(file, cf, rowMs, start, end);
      assert.equal(fetched.length, rows);
      for (const [i, [time, values]] of fetched.entries()) {
        assert.equal(time, start + (i + 1) * rowMs);
        const row = (time - history.start) / rowMs - 1;
        for (const [n, factor] of [1, 1 / 1024, 1e6].entries()) {
          const want = (history.columns[n]?.values[row] ?? Number.NaN) * factor;
          // It prints eleven digits.
          assert.ok(Object.is(values[n], want) || Math.abs((values[n] ?? 0) - want) <= 1e-10 * want, `${cf} ${rowMs} ${time} ${values[n]} ${want}`); // prettier-ignore
          if (!Number.isNaN(want)) known += 1;
        }
      }
    }
  }
  assert.ok(known > 200, `${known} values are known`);
});

test('vm_rrd has XAPI’s names in a session and in JSON, and answers for removed VMs', async () => {
  await using kept = await keep();
  const { api, store, vm } = kept;
  const plain = await api.app.inject(`/vm_rrds?uuid=${db.toUpperCase()}&json=true`);
  assert.equal(plain.headers['content-type'], 'application/json');
  const json = readXapiDump(plain.body);
  const authorization = 'Basic cm9vdDp4';
  const xml = (await api.app.inject({ url: `/vm_rrd?uuid=${db}`, headers: { authorization } })).body;
  assert.deepEqual(readDumpXml(xml), json);
  assert.deepEqual(json.sources.map(({ name, max }) => [name, max]), [['cpu0', 1], ['memory_internal_free', null], ['vbd_vda_read_latency', null]]); // prettier-ignore
  const shapes = json.archives.map(({ cf, pdpPerRow, rows }) => `${cf} ${pdpPerRow} ${rows}`);
  assert.deepEqual(shapes, ['AVERAGE 1 12', 'AVERAGE 3 20', 'MIN 3 20', 'MAX 3 20', 'AVERAGE 12 5', 'MIN 12 5', 'MAX 12 5']); // prettier-ignore
  assert.equal(json.lastMs, store.newest('VM', db));

  api.series.remove(vm);
  api.poll([]);
  assert.deepEqual(store.entities('VM'), []);
  const gone = readXapiDump((await api.app.inject(`/vm_rrd?uuid=${db}&json=true`)).body);
  assert.deepEqual(gone.sources, json.sources);
  assert.deepEqual([...gone.archives[4]!.values], [...json.archives[4]!.values]);
});

test('host_rrd is of the first host with metrics, or of the one named', async () => {
  await using kept = await keep();
  const { app } = kept.api;
  const names = async (query: string): Promise<string[]> => {
    return readXapiDump((await app.inject(`/host_rrd?json=true${query}`)).body).sources.map(
      ({ name }) => name,
    );
  };
  kept.api.enter('host', '00000000-0000-4000-8000-000000000001', { name: '0, without metrics' });
  kept.api.poll([]);
  assert.equal(kept.store.entities('host')[0]?.name, '0, without metrics');
  assert.deepEqual(await names(''), ['cpu_avg']);
  assert.deepEqual(await names('&uuid=01234567-89ab-cdef-0123-456789abcdef'), ['cpu_avg']);
});

test('vm_rrd and host_rrd refuse what they do not know', async () => {
  await using api = await makeTestApi();
  const f = async (url: string, status: number): Promise<void> => {
    assert.equal((await api.app.inject(url)).statusCode, status, url);
  };
  await f('/vm_rrd', 400);
  await f(`/vm_rrd?uuid=${db}`, 404);
  await f('/host_rrd', 404);
  const vm = api.enter('VM', db);
  api.poll([]);
  assert.equal(api.store.entity('VM', db), vm);
  await f(`/vm_rrd?uuid=${db}`, 404);
  await f(`/host_rrds?uuid=${db}`, 404);
  await f(`/vm_rrd?uuid=${db}&session_id=OpaqueRef:nobody`, 401);
});
