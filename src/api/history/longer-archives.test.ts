import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseArchives } from '../../store/archive/archive-settings.ts';
import { getJson, makeKeptApi, stillClock, type TestApi } from '../fixture.ts';

/** The archives of before and the default, in small: each longer, one between, and hours for more than there is. */
const before = '2m 1m:20m 20m:2h 1h:366d';
const after = '10m 1m:1h 5m:3h 20m:366d 1h:366d';

const openApi = (directory: string, clock: TestApi['clock'], text: string) =>
  makeKeptApi(directory, clock, { archives: parseArchives(text, 5000) ?? [], rows: 24 });

interface Answer {
  readonly step: number;
  readonly start: number;
  readonly end: number;
  readonly columns: Columns;
  readonly bands: Readonly<Record<string, Columns>>;
}
type Columns = Readonly<Record<string, (number | null)[]>>;

/** How long the rows of a length, in seconds, were kept at least. */
const keptSeconds: Readonly<Record<number, number>> = { 5: 120, 60: 1200, 1200: 7200, 3600: Infinity };

/** Values of every row that is kept, by length, function, metric and time. */
async function readRows(api: TestApi, now: number): Promise<Map<string, number | null>> {
  const rows = new Map<string, number | null>();
  for (const minutes of [2, 4, 20, 120, 10_000]) {
    for (const asked of [5, 60, 1200, 3600]) {
      const [start, end] = [now / 1000 - minutes * 60, now / 1000];
      const url = `/metrics/VM/a/history?start=${start}&end=${end}&cf=AVERAGE,MIN,MAX&step=${asked}`;
      const { columns, bands, step, ...range } = (await getJson(api, url, 'Histories')) as Answer;
      for (const [cf, own] of [['AVERAGE', columns], ...Object.entries(bands)] as [string, Columns][]) {
        for (const [metric, data] of Object.entries(own)) {
          for (const [i, value] of data.entries()) {
            const time = range.start + (i + 1) * step;
            if (time > end - (keptSeconds[step] ?? 0)) rows.set(`${step} ${cf} ${metric} ${time}`, value);
          }
        }
      }
    }
  }
  return rows;
}

test('a history opens with longer archives and new ones between: each row that was readable is', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-longer-'));
  const clock = stillClock();
  try {
    {
      await using api = await openApi(directory, clock, before);
      const [a, b] = [api.enter('VM', 'a'), api.enter('VM', 'b')];
      for (let row = 1; row <= 2200; row++) {
        const values = { 'cpu.cores': Math.sin(row), 'memory.used': row * 4096 };
        api.poll([[b, values], ...(row % 700 > 50 ? [[a, values] as [typeof a, typeof values]] : [])]);
      }
    }
    const now = clock.time;
    let old: Map<string, number | null>;
    {
      await using api = await openApi(directory, clock, before);
      old = await readRows(api, now);
    }
    const count = (step: number): number => old.keys().filter((key) => key.startsWith(`${step} `)).toArray().length; // prettier-ignore
    for (const step of [5, 60, 1200, 3600]) assert.ok(count(step) >= 12, `rows of ${step} s are read`);
    await using api = await openApi(directory, clock, after);
    const present = await readRows(api, now);
    for (const [key, value] of old) assert.equal(present.get(key), value, key);

    const five = (await getJson(api, `/metrics/VM/b/history?start=${now / 1000 - 900}&step=300`, 'Histories')) as Answer; // prettier-ignore
    assert.equal(five.step, 300, 'the new length is filled from what there is');
    const minutes = (await getJson(api, `/metrics/VM/b/history?start=${five.start}&step=60`, 'Histories')) as Answer; // prettier-ignore
    const mean = (data: readonly (number | null)[]): number => data.reduce((sum: number, value) => sum + (value ?? 0), 0) / data.length; // prettier-ignore
    const [want, got] = [minutes.columns['memory.used'] ?? [], five.columns['memory.used'] ?? []];
    assert.ok(got.length >= 2);
    for (const [i, value] of got.entries()) {
      // Six digits are answered.
      assert.ok(Math.abs((value ?? NaN) - mean(want.slice(i * 5, i * 5 + 5))) <= 10);
    }

    // Points that would have run out are there when more time has passed than they were kept for.
    const url = `/metrics/VM/b/history?start=${now / 1000 - 120}&end=${now / 1000}&step=5&metrics=memory.used`;
    const first = (await getJson(api, url, 'Histories')) as Answer;
    const b = api.enter('VM', 'b');
    for (let row = 1; row < 96; row++) api.poll([[b, { 'memory.used': 1 }]]);
    const later = (await getJson(api, url, 'Histories')) as Answer;
    assert.deepEqual([later.step, later.columns], [5, first.columns]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
