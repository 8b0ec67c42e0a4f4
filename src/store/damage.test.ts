import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Clock } from '../model/clock.ts';
import { createEntity } from '../model/entity.ts';
import { InputError } from '../model/error.ts';
import { openStore, type Store } from './mod.ts';

const fixture = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'history', 'format-1');
const begin = 1_800_000_000_000;
const end = begin + 300 * 5000;
const archives = [
  { rowMs: 5000, rows: 120 },
  { rowMs: 60_000, rows: 120 },
  { rowMs: 3_600_000, rows: 168 },
];
const clock: Clock = { now: () => end, monotonic: () => 0, sleep: () => new Promise<void>(() => {}) };
const numRuns = Number(process.env['CASES'] ?? 60);

function open(directory: string): Promise<Store> {
  const every = { VM: archives, host: archives, source: archives };
  return openStore({ directory, rows: 24, stepMs: 5000, archives: every, syncRows: 1, clock });
}

/** All that is known of the history of the VM and its host: values, and what happened. */
async function known(
  store: Store,
): Promise<{ values: Map<string, number>; events: string[]; names: string[] }> {
  const values = new Map<string, number>();
  for (const [cls, id] of [
    ['VM', 'a'],
    ['host', 'h'],
  ] as const) {
    // prettier-ignore
    const entity = createEntity({ class: cls, id, source: 's', name: id, state: 'running' }, 0);
    for (const [stepMs, from] of [
      [5000, end - 600_000],
      [60_000, begin],
    ] as const) {
      // prettier-ignore
      for (const cf of ['AVERAGE', 'MAX'] as const) {
        const query = { entities: [entity], metrics: ['cpu.usage'], start: from, end, stepMs, cfs: [cf] };
        const { start, stepMs: step, columns } = await store.history(query);
        for (const [i, value] of (columns[0]?.values ?? new Float64Array()).entries())
          if (!Number.isNaN(value)) values.set(`${cls} ${step} ${cf} ${start + i * step}`, value);
      }
    }
  }
  const all = store.events({ start: 0, end: Infinity }).filter(({ id }) => id !== 'virtscope');
  const names = (['VM', 'host', 'source'] as const).flatMap((cls) =>
    ['a', 'h', 's'].map((id) => JSON.stringify(store.entity(cls, id) ?? null)),
  );
  return { values, events: all.map((event) => JSON.stringify(event)), names };
}

/** Whether what is found is all that there was; none of it may be another, or new. */
function isWhole(found: Awaited<ReturnType<typeof known>>, whole: typeof found): boolean {
  for (const [key, value] of found.values) {
    // Coarser rows may be made again of fewer points.
    if (key.includes(' 5000 ')) assert.equal(value, whole.values.get(key), key);
  }
  for (const event of found.events) assert.ok(whole.events.includes(event), event);
  for (const [i, entity] of found.names.entries())
    assert.ok([whole.names[i], 'null'].includes(entity), entity);
  return (
    found.values.size >= whole.values.size &&
    found.events.length === whole.events.length &&
    found.names.join() === whole.names.join()
  );
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1)).toSorted();
}

test('a bit that flips in any file of a history, or a file that is gone, makes no value wrong and is reported', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-damage-'));
  try {
    const whole = join(folder, 'whole');
    await cp(fixture, whole, { recursive: true });
    const store = await open(whole);
    const wanted = await known(store);
    await store.close();
    assert.deepEqual([wanted.values.size, wanted.events.length], [580, 3]);
    const paths = await filesIn(whole);
    const check = async (path: string, bytes: Uint8Array | null): Promise<void> => {
      const directory = join(folder, 'damaged');
      await cp(whole, directory, { recursive: true });
      if (bytes) await writeFile(join(directory, path), bytes);
      else await rm(join(directory, path));
      try {
        const damaged = await open(directory);
        const isSame = isWhole(await known(damaged), wanted);
        assert.ok(isSame || damaged.health().repairs.length > 0, `a loss in ${path} is not reported`);
        await damaged.close();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      } finally {
        await rm(directory, { recursive: true });
      }
    };
    for (const path of paths) await check(path, null);
    // The catalogue has most of what has no rows.
    const place = fc.oneof(fc.constantFrom(...paths), fc.constant('catalogue.jsonl'));
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), fc.nat(7), async (path, at, bit) => {
        const bytes = await readFile(join(whole, path));
        bytes[at % bytes.length]! ^= 1 << bit;
        await check(path, bytes);
      }),
      { numRuns },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
