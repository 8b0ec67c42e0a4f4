import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { getJson, makeKeptApi, startTime, stillClock, type TestApi } from '../fixture.ts';

const t0 = startTime / 1000;
const lengths = [{ rowMs: 5000, rows: 24 }, { rowMs: 60_000, rows: 120 }]; // prettier-ignore

const openApi = (directory: string, clock: TestApi['clock']) =>
  makeKeptApi(directory, clock, { archives: lengths, rows: 12 });

interface Answer {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly stepAsked?: number;
  readonly data: readonly (number | null)[];
  readonly reasons?: Readonly<Record<string, string>>;
  readonly next: string;
}

test('next continues after a restart, with the rows that were missed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-restart-'));
  const clock = stillClock();
  let next = '';
  try {
    {
      await using before = await openApi(directory, clock);
      const vm = before.enter('VM', 'aaaa-1');
      for (let row = 1; row <= 3; row++) before.poll([[vm, { 'cpu.cores': row }]]);
      const first = await getJson(before, '/metrics/VM/aaaa-1/cpu.cores/history?start=-10', 'History');
      next = (first as Answer).next;
      before.poll([[vm, { 'cpu.cores': 4 }]]);
    }
    clock.time += 10_000;
    await using after = await openApi(directory, clock);
    const early = (await getJson(after, `${next}?wait=0`, 'History')) as Answer;
    assert.deepEqual([early.start, early.data], [t0 + 15, [4]], 'before the first poll');
    const vm = after.enter('VM', 'aaaa-1');
    after.poll([[vm, { 'cpu.cores': 5 }]]);
    const history = (await getJson(after, next, 'History')) as Answer;
    assert.deepEqual([history.start, history.end], [t0 + 15, t0 + 35]);
    assert.deepEqual(history.data, [4, null, null, 5]);
    assert.deepEqual(Object.keys(history.reasons ?? {}), ['1', '2']);
    const last = (await getJson(after, `${history.next}?wait=0`, 'History')) as Answer;
    assert.deepEqual([last.data, last.next], [[], history.next]);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('a step that does not reach back gives a coarser one in `stepAsked`; next continues in the step of the answer', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-restart-'));
  try {
    await using api = await openApi(directory, stillClock());
    const vm = api.enter('VM', 'aaaa-1');
    // Far more than are kept in the finest step, with what it may keep beyond them.
    for (let row = 1; row <= 360; row++) api.poll([[vm, { 'cpu.cores': row }]]);
    const url = `/metrics/VM/aaaa-1/cpu.cores/history?start=${t0}&cf=AVERAGE,MAX`;
    const asked = (await getJson(api, `${url}&step=5`, 'History')) as Answer;
    assert.deepEqual([asked.start, asked.step, asked.stepAsked], [t0, 60, 5]);
    const [first] = asked.data;
    assert.equal(first, 6.5);
    const left = (await getJson(api, url, 'History')) as Answer;
    assert.deepEqual([left.step, left.stepAsked], [60, undefined]);
    for (let row = 1; row <= 12; row++) api.poll([[vm, { 'cpu.cores': 1 }]]);
    const newer = (await getJson(api, asked.next, 'History')) as Answer;
    assert.deepEqual([newer.step, newer.data, newer.stepAsked], [60, [1], undefined]);
    const recent = await getJson(api, '/metrics/VM/aaaa-1/cpu.cores/history?start=-20', 'History');
    assert.equal((recent as Answer).step, 5);
  } finally {
    await rm(directory, { recursive: true });
  }
});
