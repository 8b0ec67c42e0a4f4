import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Life, stepMs, vm } from './test-life.ts';

const minute = 60_000;

test('a published event is kept over a restart', async () => {
  await using life = await Life.begin();
  life.poll([[vm('a'), 1]]);
  const { time } = life.clock;
  life.store.publish({ time, class: 'VM', id: 'a', name: 'a', kind: 'stuck', from: null, to: null, text: 'a is an example' }); // prettier-ignore
  await life.restart();
  const texts = life.store.events({ class: 'VM', id: 'a', start: 0, end: Infinity }).map(({ text }) => text);
  assert.ok(texts.includes('a is an example'));
});

test('rows close by time alone, and those of a source of 60 s continue over a restart within its minute', async () => {
  await using life = await Life.begin();
  const slow = vm('slow');
  const append = (value: number): void => {
    const slot = life.series.slot(slow, 'cpu.usage');
    const values = new Float64Array(life.series.length).fill(Number.NaN);
    values[slot] = value;
    const { time } = life.clock;
    life.store.append({ source: 's', rowEndMs: time, time, intervalMs: minute, durationMs: 1, complete: [], series: life.series, values, reasons: new Uint8Array(values.length) }); // prettier-ignore
  };
  const pass = async (rows: number): Promise<void> => {
    for (let row = 0; row < rows; row++) {
      life.clock.time += stepMs;
      await life.store.closeRows(life.clock.time);
    }
  };
  life.clock.time += stepMs;
  append(1);
  await pass(6);
  await life.restart();
  // In the row that the earlier run closed last.
  life.clock.time -= 2 * stepMs;
  append(2);
  await pass(6);
  const { columns, end } = await life.column(slow, 10 * stepMs, { stepMs });
  assert.equal(end, life.clock.time - 2 * stepMs);
  const values = [...(columns[0]?.values ?? [])];
  assert.deepEqual(values, [1, 1, 1, 1, 2, 2, 2, 2]);
});
