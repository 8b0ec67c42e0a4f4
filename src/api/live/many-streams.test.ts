import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../store/mod.ts';
import { altered, makeTestApi, stillClock } from '../fixture.ts';

const names = [
  'cpu.usage',
  'cpu.cores',
  'cpu.user',
  'cpu.system',
  'cpu.steal',
  'memory.used',
  'memory.total',
];
const tables = Array.from({ length: 100 }, (_, i) =>
  names.filter((_name, place) => ((i + 1) >> place) & 1).join(','),
);

test('streams of different tables share their columns, and each has a turn of the loop', async () => {
  // Every look at the clock finds ten milliseconds gone: a turn is due after each piece of work.
  const clock = stillClock();
  clock.monotonic = () => (clock.time += 10);
  const base = await makeTestApi({}, clock);
  const vms = Array.from({ length: 50 }, (_, i) => base.enter('VM', `vm-${i}`));
  const poll = (): void => {
    base.poll(vms.map((vm, i) => [vm, Object.fromEntries(names.map((name) => [name, i]))]));
  };
  poll();
  const read = new Set<Float64Array>();
  const asked: number[] = [];
  let turn = 0;
  const store: Store = altered(base.store, {
    async latestInSlices(cls, metrics) {
      asked.push(turn);
      const table = await base.store.latestInSlices(cls, metrics);
      for (const column of table.columns.values()) read.add(column);
      return table;
    },
  });
  await using api = await makeTestApi({ store }, clock);
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const left = new AbortController();
  const open = await Promise.all(
    tables.map(async (columns) => {
      const options = { headers: { accept: 'text/event-stream' }, signal: left.signal };
      const { body } = await fetch(`${url}/metrics/VM?columns=${columns}`, options);
      const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>)
        .pipeThrough(new TextDecoderStream())
        .getReader();
      return async (event: string): Promise<void> => {
        for (let text = ''; !text.includes(`event: ${event}`);) text += (await reader.read()).value ?? '';
      };
    }),
  );
  await Promise.all(open.map((until) => until('table')));
  read.clear();
  asked.length = 0;
  let isOver = false;
  const count = (): void => {
    turn++;
    if (!isOver) setImmediate(count);
  };
  count();
  poll();
  await Promise.all(open.map((until) => until('values')));
  isOver = true;
  assert.equal(read.size, names.length, 'each column is read once for all tables');
  assert.equal(asked.length, tables.length, 'each table is asked for once');
  assert.ok(
    new Set(asked).size > tables.length / 2,
    `${tables.length} tables in ${new Set(asked).size} turns`,
  );
  left.abort();
});
