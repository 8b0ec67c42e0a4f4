import assert from 'node:assert/strict';
import { cp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Entity } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import { begin, Life, stepMs, vm } from './test-life.ts';

const [minute, hour] = [60_000, 3_600_000];

test('history is the same after a restart, with the gap that the restart was', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (let i = 1; i <= 60; i++) life.poll([[a, i]]);
  const before = await life.column(a, 5 * minute);
  assert.deepEqual([before.rows, before.stepMs, [...(before.columns[0]?.values ?? [])]], [60, stepMs, Array.from({ length: 60 }, (_, i) => i + 1)]); // prettier-ignore
  await life.restart();
  const again = vm('a');
  life.poll([[again, 100]], 3);
  const after = await life.column(again, 5 * minute + 3 * stepMs);
  const column = after.columns[0];
  assert.deepEqual([...(column?.values ?? [])].slice(0, 60), [...(before.columns[0]?.values ?? [])]);
  assert.deepEqual([...(column?.values ?? [])].slice(60), [NaN, NaN, 100]);
  assert.deepEqual([...(column?.reasons ?? [])].slice(59), [0, Reason.away, Reason.away, 0]);
});

test('coarser rows have the average, the least and the greatest, and say when they were not asked for', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (let i = 0; i < 240; i++) life.poll([[a, i % 12]]);
  const { stepMs: given, askedStepMs, columns } = await life.column(a, 15 * minute, { stepMs, cfs: ['AVERAGE', 'MIN', 'MAX'] }); // prettier-ignore
  assert.deepEqual([given, askedStepMs], [minute, stepMs]);
  assert.deepEqual(columns.map(({ cf, values }) => [cf, new Set(values)]), [['AVERAGE', new Set([5.5])], ['MIN', new Set([0])], ['MAX', new Set([11])]]); // prettier-ignore
});

test('newest gives the end of the newest complete row of a step', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (let i = 1; i <= 13; i++) life.poll([[a, i]]);
  const { store, clock } = life;
  // Waits for the rows.
  await life.column(a, minute);
  assert.deepEqual([store.newest('VM', 'a'), store.newest('VM', 'a', minute)], [clock.time, begin + minute]);
  assert.equal(store.newest('VM', 'nobody', minute), 0);
});

test('of two polls in one interval the first is its row, before and after a restart', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (const value of [1, 2, 3]) life.poll([[a, value]]);
  life.poll([[a, 33]], 0.2);
  life.poll([[a, 333]], 0.2);
  assert.equal(life.store.instant(a, 'cpu.usage')?.value, 333, 'the newest value is that of the newest poll');
  const look = async (entity: Entity): Promise<number[]> => {
    const { columns } = await life.store.history({ entities: [entity], metrics: ['cpu.usage'], start: begin, end: begin + 4 * stepMs }); // prettier-ignore
    return Array.from(columns[0]?.values ?? []);
  };
  assert.deepEqual(await look(a), [1, 2, 3]);
  await life.restart();
  // A start within the interval polls at once.
  const again = vm('a');
  life.poll([[again, 3333]], 0.2);
  assert.equal(life.store.instant(again, 'cpu.usage')?.value, 3333);
  assert.deepEqual(await look(again), [1, 2, 3]);
  life.poll([[again, 4]], 0.4);
  assert.deepEqual(await look(again), [1, 2, 3, 4]);
  await life.restart();
  assert.deepEqual(await look(vm('a')), [1, 2, 3, 4]);
});

test('one that is gone keeps its history, also over a restart', async () => {
  await using life = await Life.begin();
  const [a, b] = [vm('a'), vm('b')];
  for (let i = 1; i <= 12; i++) life.poll([[a, i], [b, 1]]); // prettier-ignore
  life.series.remove(a);
  for (let i = 1; i <= 12; i++) life.poll([[b, 1]]);
  const look = async (): Promise<void> => {
    const gone = life.store.entity('VM', 'a');
    assert.equal(gone?.state, 'gone');
    assert.deepEqual(life.store.past('VM'), [gone]);
    assert.deepEqual(life.store.metrics(gone), ['cpu.usage']);
    const { columns } = await life.column(gone, 2 * minute, { stepMs });
    assert.deepEqual(
      [...(columns[0]?.values ?? [])].slice(0, 12),
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
    assert.deepEqual(new Set(columns[0]?.reasons.subarray(12)), new Set([Reason.gone]));
  };
  await look();
  await life.restart();
  life.poll([[vm('b'), 1]]);
  life.clock.time -= stepMs;
  await look();
});

test('a VM that is known at two sources has the history of where it runs', async () => {
  await using life = await Life.begin();
  const [here, there] = [vm('a'), vm('a', 't')];
  there.state = 'shutoff';
  const other = new SeriesTable();
  const feed = (value: number): void => {
    const slot = other.slot(there, 'cpu.usage');
    const values = new Float64Array(other.length);
    values[slot] = value;
    life.store.append({ source: 't', rowEndMs: life.clock.time, time: life.clock.time + 9, intervalMs: stepMs, durationMs: 1, complete: [], series: other, values, reasons: new Uint8Array(other.length) }); // prettier-ignore
  };
  for (let i = 1; i <= 30; i++) {
    life.poll([[here, 1]]);
    feed(2);
  }
  here.state = 'shutoff';
  there.state = 'running';
  for (let i = 1; i <= 30; i++) {
    life.poll([[here, 1]]);
    feed(2);
  }
  const entity = life.store.entity('VM', 'a') ?? there;
  const { columns } = await life.column(entity, 5 * minute, { stepMs: minute });
  assert.deepEqual([...(columns[0]?.values ?? [])], [1, 1, 1.5, 2, 2]);
});

test('a VM that was gone for a while has the newest rows from before, too', async () => {
  await using life = await Life.begin();
  const [other, before, after] = [vm('o'), vm('a'), vm('a')];
  for (const value of [1, 2, 3]) life.poll([[before, value], [other, 0]]); // prettier-ignore
  life.series.remove(before);
  life.poll([[other, 0]]);
  for (const value of [5, 6]) life.poll([[after, value], [other, 0]]); // prettier-ignore
  const { columns } = await life.column(after, 6 * stepMs);
  assert.deepEqual([...(columns[0]?.values ?? [])], [1, 2, 3, NaN, 5, 6]);
});

test('a VM that came from another source has the newest rows from there, too', async () => {
  await using life = await Life.begin();
  const [here, there] = [vm('a'), vm('a', 't')];
  const other = new SeriesTable();
  const feed = (given: [Entity, number][]): void => {
    for (const [entity] of given) other.slot(entity, 'cpu.usage');
    const values = new Float64Array(other.length).fill(Number.NaN);
    for (const [entity, value] of given) values[other.slot(entity, 'cpu.usage')] = value;
    life.store.append({ source: 't', rowEndMs: life.clock.time, time: life.clock.time + 9, intervalMs: stepMs, durationMs: 1, complete: [], series: other, values, reasons: new Uint8Array(other.length) }); // prettier-ignore
  };
  const settled = vm('o', 't');
  there.state = 'shutoff';
  for (const value of [1, 2, 3, 4]) {
    life.poll([[here, value]]);
    feed(value < 3 ? [[settled, 0]] : [[settled, 0], [there, Number.NaN]]); // prettier-ignore
  }
  there.state = 'running';
  life.series.remove(here);
  for (const value of [5, 6]) {
    life.poll([]);
    feed([[settled, 0], [there, value]]); // prettier-ignore
  }
  const { columns } = await life.column(there, 6 * stepMs);
  assert.deepEqual([...(columns[0]?.values ?? [])], [1, 2, 3, 4, 5, 6]);
});

test('a metric that an instance has no longer is there while its newest rows are', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (const value of [1, 2]) life.poll([[a, value]]);
  life.series.drop(life.series.slot(a, 'cpu.usage'));
  life.poll([]);
  const { columns } = await life.column(a, 3 * stepMs);
  assert.deepEqual([...(columns[0]?.values ?? [])], [1, 2, NaN]);
});

test('top of a window far longer than history has all of what there is', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (let i = 1; i <= 6; i++) life.poll([[a, i]]);
  const asked = { class: 'VM', metric: 'cpu.usage', cf: 'AVERAGE', limit: 1 } as const;
  const { time } = life.clock;
  const { count, rows, end } = await life.store.top({ ...asked, start: time - 366 * 24 * hour, end: time });
  assert.deepEqual([count, rows[0]?.value, end], [1, 3.5, time]);
  for (let i = 0; i < 1440; i++) life.poll([[a, i < 720 ? 0 : 4]]);
  const later = await life.store.top({ ...asked, start: time - 366 * 24 * hour, end: life.clock.time });
  assert.equal(later.count, 1);
});

test('top asks the files where memory does not reach', async () => {
  await using life = await Life.begin();
  const [a, b] = [vm('a'), vm('b')];
  for (let i = 0; i < 120; i++) life.poll([[a, i < 60 ? 9 : 0], [b, 1]]); // prettier-ignore
  const { time } = life.clock;
  const query = { class: 'VM', metric: 'cpu.usage', end: time, cf: 'AVERAGE', limit: 1 } as const;
  const short = await life.store.top({ ...query, start: time - minute });
  const long = await life.store.top({ ...query, start: time - 10 * minute });
  assert.deepEqual([short.rows[0]?.entity.id, short.count, short.sum], ['b', 2, 1]);
  assert.deepEqual([long.rows[0]?.entity.id, long.rows[0]?.value], ['a', 4.5]);
  life.series.remove(a);
  life.poll([[b, 1]]);
  const since = await life.store.top({ ...query, start: time - 10 * minute });
  assert.deepEqual([since.rows[0]?.entity.state, since.count], ['gone', 2]);
});

test('archives have the span of their rows; a young history is no reason for coarse rows', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (let i = 0; i < 36; i++) life.poll([[a, 1]]);
  await life.store.caughtUp('VM');
  const [finest, minutes, hours] = life.store.archives('VM');
  assert.deepEqual([finest?.oldest, finest?.newest], [begin + stepMs, begin + 36 * stepMs]);
  assert.deepEqual([minutes?.newest, hours?.oldest], [begin + 3 * minute, null]);
  const { stepMs: given, start } = await life.column(a, 9 * hour);
  assert.deepEqual([given, start], [stepMs, begin]);
});

test('two programs do not keep one history', async () => {
  await using life = await Life.begin();
  await assert.rejects(Life.open(life.directory, life.clock), { code: 'HISTORY_LOCKED' });
});

test('a catalogue of a later version is refused, and nothing is changed', async () => {
  await using life = await Life.begin();
  await life.store.close();
  const path = join(life.directory, 'catalogue.jsonl');
  await writeFile(path, '{"virtscope":"catalogue","version":9}\n');
  await assert.rejects(Life.open(life.directory, life.clock), { code: 'HISTORY_NEWER' });
  assert.equal(await readFile(path, 'utf8'), '{"virtscope":"catalogue","version":9}\n');
  await rm(path);
  life.store = await Life.open(life.directory, life.clock);
});

test('where the directory cannot be made history is in memory, with the reason', async () => {
  await using life = await Life.begin();
  const store = await Life.open('/proc/virtscope', life.clock);
  const { kept, condition } = store.health();
  assert.deepEqual([kept, condition?.kind], [false, 'failing']);
  assert.match(condition?.reason ?? '', /^history is not kept: /);
  await store.close();
});

test('a history that version 0.1 wrote is opened with all its rows and events, and again', async () => {
  await using life = await Life.begin();
  await life.store.close();
  await rm(life.directory, { recursive: true });
  const fixture = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'history', 'format-1');
  await cp(fixture, life.directory, { recursive: true });
  life.clock.time = begin + 300 * stepMs;
  for (let opened = 0; opened < 2; opened++) {
    life.store = await Life.open(life.directory, life.clock);
    const a = vm('a');
    assert.deepEqual(life.store.health().repairs, []);
    assert.equal(life.store.entity('VM', 'a')?.name, 'a');
    const points = await life.column(a, 10 * minute, { stepMs });
    assert.deepEqual(
      [...(points.columns[0]?.values ?? [])],
      Array.from({ length: 120 }, (_, i) => 181 + i),
    );
    const minutes = await life.column(a, 25 * minute, { stepMs: minute, cfs: ['AVERAGE', 'MAX'] });
    const ends = Array.from({ length: 25 }, (_, i) => 12 * (i + 1));
    assert.deepEqual(minutes.columns.map(({ values }) => Array.from(values)), [ends.map((end) => end - 5.5), ends]); // prettier-ignore
    await life.store.close();
  }
  const kinds = life.store.events({ class: 'VM', id: 'a', start: 0, end: Infinity }).map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(0, 3), ['virtscope-started', 'appeared', 'virtscope-stopped']);
});

test('history is complete again when its directory is removed, also for what is there already', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (let i = 1; i <= 60; i++) life.poll([[a, i]]);
  const moved = `${life.directory}.moved`;
  await rename(life.directory, moved);
  for (let i = 61; i <= 120; i++) {
    life.poll([[a, i]]);
    await setImmediate();
  }
  await life.store.history({ entities: [a], metrics: ['cpu.usage'], start: 0, end: life.clock.time });
  const files = () => life.store.health().repairs.map(({ file }) => file.slice(life.directory.length + 1));
  while (files().length < 3) await setImmediate();
  assert.deepEqual(files().toSorted(), ['VM', 'catalogue.jsonl', 'source']);
  await life.restart();
  await rm(moved, { recursive: true });
  const points = await life.column(vm('a'), 5 * minute, { stepMs });
  assert.deepEqual(
    [...(points.columns[0]?.values ?? [])],
    Array.from({ length: 60 }, (_, i) => 61 + i),
  );
  assert.equal(life.store.entity('VM', 'a')?.name, 'a');
  const kinds = life.store.events({ class: 'VM', id: 'a', start: 0, end: Infinity }).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['virtscope-started', 'appeared', 'virtscope-stopped', 'virtscope-started']);
});

test('a history of which a part is of a later version is refused, and no part is changed', async () => {
  const fixture = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'history', 'format-1');
  for (const newer of ['VM/rrd.json', 'host/rrd.json', 'source/rrd.json', 'catalogue.jsonl']) {
    await using life = await Life.begin();
    await life.store.close();
    await rm(life.directory, { recursive: true });
    await cp(fixture, life.directory, { recursive: true });
    await writeFile(join(life.directory, newer), '{"format":"virtscope-rrd","version":99}\n');
    const before = await contentOf(life.directory);
    await assert.rejects(Life.open(life.directory, life.clock), { code: 'HISTORY_NEWER' }, newer);
    assert.deepEqual(await contentOf(life.directory), before, newer);
  }
});

test('history that could not be kept at the start is kept as soon as it can, with what was there before', async () => {
  await using life = await Life.begin();
  const a = vm('a');
  for (let i = 1; i <= 24; i++) life.poll([[a, i]]);
  await life.store.close();
  const elsewhere = `${life.directory}.elsewhere`;
  await rename(life.directory, elsewhere);
  // A name that leads nowhere cannot be made a directory.
  await symlink(join(elsewhere, 'nothing', 'here'), life.directory);
  life.clock.time += 10 * minute;
  const notices: string[] = [];
  life.store = await Life.open(life.directory, life.clock, { onNotice: (text) => notices.push(text) });
  life.series = new SeriesTable();
  assert.deepEqual([life.store.health().kept, notices.length], [false, 1]);
  const [again, other] = [vm('a'), vm('b')];
  for (let i = 101; i <= 110; i++) life.poll([[again, i], [other, i]]); // prettier-ignore
  for (let tries = 0; tries < 20; tries++) await setImmediate();
  assert.equal(life.store.health().kept, false);
  await rm(life.directory);
  await rename(elsewhere, life.directory);
  life.poll([[again, 111], [other, 111]], 10); // prettier-ignore
  while (!life.store.health().kept) await setImmediate();
  assert.deepEqual(life.store.health(), {
    ...life.store.health(),
    condition: null,
    repairs: [],
  });
  assert.equal(notices.length, 2);
  assert.match(notices[0] ?? '', /^history is not kept: .*EEXIST.*; this is tried again until it succeeds$/);
  assert.match(notices[1] ?? '', /^history is kept again in /);
  for (let i = 112; i <= 120; i++) life.poll([[again, i], [other, i]]); // prettier-ignore
  await life.restart();
  const end = life.clock.time;
  const query = { entities: [vm('a')], metrics: ['cpu.usage'], start: begin, end, stepMs };
  const { values = [], reasons = [] } = (await life.store.history(query)).columns[0] ?? {};
  const known = [...values].filter((value) => !Number.isNaN(value));
  assert.deepEqual(known, [...Array.from({ length: 24 }, (_, i) => i + 1), ...Array.from({ length: 9 }, (_, i) => 112 + i)]); // prettier-ignore
  assert.deepEqual(
    new Set(reasons),
    new Set([Reason.known, Reason.away, Reason.notCollected, Reason.diskFailed]),
  );
  const kinds = life.store.events({ class: 'VM', id: 'b', start: 0, end: Infinity }).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['virtscope-started', 'virtscope-stopped', 'virtscope-started', 'appeared', 'virtscope-stopped', 'virtscope-started']); // prettier-ignore
  const ofA = life.store.events({ class: 'VM', id: 'a', start: 0, end: Infinity }).filter(({ kind }) => kind === 'appeared'); // prettier-ignore
  assert.equal(ofA.length, 1);
});

test('opening a history is broken off by a signal, and the next opening finds all of it', async () => {
  await using life = await Life.begin();
  const one = vm('a');
  for (let i = 1; i <= 8; i++) life.poll([[one, i]]);
  await life.store.close();
  const stop = new AbortController();
  const opening = Life.open(life.directory, life.clock, { signal: stop.signal });
  stop.abort();
  await assert.rejects(opening, (error) => error === stop.signal.reason);
  life.store = await Life.open(life.directory, life.clock);
  const { values = [] } = (await life.column(one, 8 * stepMs)).columns[0] ?? {};
  assert.deepEqual([...values], [1, 2, 3, 4, 5, 6, 7, 8]);
});

/** All files below a directory, by name. */
async function contentOf(directory: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path, await readFile(path, 'hex'));
  }
  return found;
}

test('the stored order is the one in which entities came, not that of their names', async () => {
  await using life = await Life.begin();
  const [a, b, c] = [vm('a'), vm('b'), vm('c')];
  life.poll([[b, 1], [c, 1]]); // prettier-ignore
  life.poll([[b, 1], [c, 1], [a, 1]]); // prettier-ignore
  assert.deepEqual(life.store.entities('VM'), [a, b, c]);
  assert.deepEqual(life.store.storedOrder([vm('unknown'), a, b, c]).map(({ id }) => id), ['unknown', 'b', 'c', 'a']); // prettier-ignore
});
