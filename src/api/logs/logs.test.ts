import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { lineOf } from '../../streams/fixture.ts';
import { LineLog } from '../../streams/mod.ts';
import { getJson, makeTestApi, stillClock, type TestApi } from '../fixture.ts';
import { Listener } from '../live/test-listener.ts';
import type { LogLine, Logs } from '../wire/logs.ts';
import { lineFields } from './fields.ts';
import { contentsOf } from './view.ts';

async function makeLife(items = 1000): Promise<TestApi & { log: LineLog }> {
  const clock = Object.assign(stillClock(), { sleep: () => new Promise<never>(() => {}) });
  const log = new LineLog({ items });
  return { ...(await makeTestApi({ logs: log }, clock)), log };
}

const read = async (api: TestApi, url = '/logs'): Promise<Logs> => (await getJson(api, url, 'Logs')) as Logs;
const texts = ({ logs }: Logs): readonly string[] => logs.map(({ text }) => text);
/** Markup, a terminal's colours, a switch of direction, NUL, and what JavaScript ends lines with. */
const hostile = '<img src=x onerror=alert(1)> \u001b[31mred\u001b[0m \u202egnp.exe \0 \u2028 \r';

test('GET /logs has the newest lines, oldest first, and waits for those behind them', async () => {
  await using api = await makeLife();
  for (const text of ['a', 'b', hostile]) api.log.record(lineOf(text, { severity: 3, missed: null }));
  const page = await read(api, '/logs?limit=2');
  assert.deepEqual([texts(page), page.gap], [['b', hostile], 0]);
  const { time, ...line } = lineOf(hostile, { severity: 3, missed: null });
  assert.deepEqual(page.logs[1], { id: api.log.end, time: time / 1000, ...line });
  assert.equal(page.next, `/logs?after=${api.log.end}&limit=2&wait=60`);
  const waiting = api.app.inject(page.next);
  await setImmediate();
  api.log.record(lineOf('c'));
  assert.deepEqual(texts((await waiting).json<Logs>()), ['c']);
});

test('GET /logs has an explicit gap, and lines that a filter is true of', async () => {
  await using api = await makeLife(3);
  const start = api.log.end;
  api.log.record(lineOf('a'));
  api.log.record(lineOf('b'));
  api.log.record(lineOf('failed to open disk', { severity: 3, vm: 'db2' }));
  api.log.record(lineOf('c', { severity: 6 }));
  const f = async (filter: string, want: readonly string[], undecided: number): Promise<void> => {
    const page = await read(api, `/logs?after=${start}&filter=${encodeURIComponent(filter)}`);
    assert.deepEqual([texts(page), page.gap, page.undecided], [want, 1, undecided], filter);
  };
  await f('severity <= 3', ['failed to open disk'], 1);
  await f("vm == 'db2' || text == 'c'", ['failed to open disk', 'c'], 0);
  await f('open failed', ['failed to open disk'], 0);
  await f('missed > 0 || cut', [], 0);
});

test('lines come as events and as lines of JSON, hostile ones too', async () => {
  await using api = await makeLife();
  const listener = await Listener.open(api, '/logs');
  api.log.record(lineOf(hostile));
  const [name, data] = (await listener.next()) ?? [];
  assert.deepEqual([name, (data as LogLine).text], ['line', hostile]);
  await listener.close();
  const start = `${api.log.end.split('-')[0]}-0`;
  const answer = api.app.inject({ url: `/logs?after=${start}`, headers: { accept: 'application/x-ndjson' } });
  await setImmediate();
  await api.app.close();
  const [line = '', ...rest] = (await answer).body.split('\n');
  assert.deepEqual([(JSON.parse(line) as LogLine).text, rest.join('')], [hostile, '']);
});

test('a filter can ask for each member of a line, of its type', () => {
  const log = new LineLog();
  log.record(lineOf('a', { severity: 3 }));
  const [line] = log.after(`${log.end.split('-')[0]}-0`, 1).records;
  assert.ok(line);
  const types = Object.entries(contentsOf(line)).map(([name, value]) => [name, typeof value]);
  const told = Object.entries(lineFields).map(([name, { type }]) => [name, { double: 'number', int: 'number', bool: 'boolean', string: 'string' }[type]]); // prettier-ignore
  assert.deepEqual(types, told);
});

test('GET /status says what lines are read from, and why some are not', async () => {
  const sources = [{ source: '/var/log/libvirt/*.log', files: 0, reason: 'no such file' }];
  await using api = await makeTestApi({ logSources: () => sources });
  assert.deepEqual(((await getJson(api, '/status', 'Status')) as { logs: unknown }).logs, sources);
});
