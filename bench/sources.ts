/**
 * A store on disk with 2, 100 and 1,000 sources of 100 VMs each: processor time of one batch and of one lookup, which must
 * not grow with the number of sources. Each size is measured in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createEntity, type Entity } from '../src/model/entity.ts';
import { SeriesTable } from '../src/model/series.ts';
import { openStore, type Store } from '../src/store/mod.ts';

const sizes = [2, 100, 1000];
const vmsOfEach = 100;
const metrics = ['cpu.usage', 'memory.used', 'disk.read.bytes', 'net.rx.bytes'];
const stepMs = 5000;
/** Rounds of all sources before, and at least so many batches that are measured. */
const warmRounds = 8;
const leastBatches = 4000;
const lookups = 200_000;
/** VMs that are asked for, spread over all sources: as many at each size, so that caches are used alike. */
const asked = 200;

interface Source {
  readonly name: string;
  readonly vms: readonly Entity[];
  readonly series: SeriesTable;
  readonly values: Float64Array;
  readonly reasons: Uint8Array;
}

/** Processor time of one call of each kind, µs. */
type Figures = Readonly<Record<string, number>>;

function makeSource(number: number): Source {
  const name = `source-${number}`;
  const series = new SeriesTable();
  const vms = Array.from({ length: vmsOfEach }, (_, i) => {
    const id = `6d6f6465-6c00-4000-8000-${(number * vmsOfEach + i).toString(16).padStart(12, '0')}`;
    return createEntity({ class: 'VM', id, source: name, name: `vm-${i}-${number}`, state: 'running' }, 0);
  });
  for (const vm of vms) for (const metric of metrics) series.slot(vm, metric);
  const values = Float64Array.from({ length: series.length }, (_, i) => i);
  return { name, vms, series, values, reasons: new Uint8Array(series.length) };
}

async function measure(count: number): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-sources-'));
  let time = 1_800_000_000_000;
  const clock = {
    now: () => time,
    monotonic: () => performance.now(),
    sleep: () => new Promise<void>(() => {}),
  };
  const lengths = [{ rowMs: stepMs, rows: 120 }];
  const archives = { VM: lengths, host: lengths, source: lengths };
  const store = await openStore({ directory, rows: 4, stepMs, archives, syncRows: 12, clock });
  try {
    const sources = Array.from({ length: count }, (_, i) => makeSource(i));
    const round = async (): Promise<void> => {
      time += stepMs;
      for (const { name, series, values, reasons } of sources) {
        series.tick();
        const batch = {
          source: name,
          rowEndMs: time,
          time,
          intervalMs: stepMs,
          durationMs: 1,
          complete: [],
          series,
          values,
          reasons,
        };
        store.append(batch);
      }
      while (store.health().pendingRows > 2) await setImmediate();
    };
    for (let i = 0; i < warmRounds; i++) await round();
    const rounds = Math.ceil(leastBatches / count);
    const batch = await cpuOf(rounds * count, async () => {
      for (let i = 0; i < rounds; i++) await round();
    });
    while (store.health().pendingRows > 0) await setImmediate();
    await setTimeout(2000);
    return { batch, ...(await measureLookups(store, sources, time)) };
  } finally {
    await store.close();
    rmSync(directory, { recursive: true });
  }
}

async function measureLookups(store: Store, sources: readonly Source[], end: number): Promise<Figures> {
  const all = sources.flatMap(({ vms }) => vms);
  const chosen = Array.from({ length: asked }, (_, i) => all[Math.floor((i * all.length) / asked)] as Entity);
  const f = async (calls: number, look: (entity: Entity) => unknown): Promise<number> => {
    const run = async (): Promise<void> => {
      for (let i = 0; i < calls; i++) await look(chosen[i % asked] as Entity);
    };
    await run();
    return cpuOf(calls, run);
  };
  return {
    entity: await f(lookups, ({ id }) => store.entity('VM', id)),
    instant: await f(lookups, (entity) => store.instant(entity, 'cpu.usage')),
    list: await f(lookups, () => store.entities('VM')),
    past: await f(lookups, () => store.past('VM')),
    archives: await f(lookups, (entity) => store.archives('VM', [entity])),
    history: await f(lookups / 50, (entity) => {
      return store.history({ entities: [entity], metrics, start: end - 4 * stepMs, end });
    }),
  };
}

/** Of the main thread: garbage of the warm-up is swept by others. */
async function cpuOf(calls: number, work: () => Promise<void>): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / calls;
}

const [size] = process.argv.slice(2);
if (size !== undefined) console.log(JSON.stringify(await measure(Number(size))));
else {
  const figures = sizes.map((count) => {
    const args = ['--expose-gc', import.meta.filename, String(count)];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Figures;
  });
  const [first = {}] = figures;
  console.log(`| CPU of one | ${sizes.map((count) => `${count} sources`).join(' | ')} |`);
  console.log(`|---|${sizes.map(() => '--:').join('|')}|`);
  for (const kind of Object.keys(first)) {
    const cells = figures.map((of) => `${(of[kind] ?? 0).toFixed(1)} µs (${((of[kind] ?? 0) / (first[kind] ?? 1)).toFixed(2)}×)`); // prettier-ignore
    console.log(`| ${kind} | ${cells.join(' | ')} |`);
  }
}
