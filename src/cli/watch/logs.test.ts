import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { makeTestApi } from '../../api/fixture.ts';
import { lineOf } from '../../streams/fixture.ts';
import { LineLog } from '../../streams/mod.ts';
import { runCli, testIo } from '../fixture.ts';

test('watch logs prints the newest lines and each that comes, as text that a terminal only shows', async () => {
  const log = new LineLog();
  await using api = await makeTestApi({ logs: log });
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  for (let i = 0; i < 12; i++) log.record(lineOf(`before-${i}`));
  const io = testIo();
  const running = runCli(['watch', 'logs', '--server', url], io);
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(io.out() + io.err())) await setImmediate();
  };
  await until(/before-11/);
  log.record(lineOf('\u001B[2J\u202Eevil\0', { severity: 3, unit: 'libvirtd.service', vm: null, missed: 7 }));
  log.record(lineOf('long', { cut: true, missed: null }));
  await until(/long/);
  io.end();
  await running;
  const lines = io.out().trimEnd().split('\n');
  assert.equal(lines.length, 12, 'ten of before');
  assert.deepEqual(lines.slice(-3), [
    '2027-01-15T08:00:00.000Z -       qemu             db1          before-11',
    '2027-01-15T08:00:00.000Z error   libvirtd.service -            [7 missing] \uFFFD[2J\uFFFDevil\uFFFD',
    '2027-01-15T08:00:00.000Z -       qemu             db1          [perhaps lines missing] long…',
  ]);
  assert.equal(io.exitCode(), 0);
});

test('watch logs takes a filter', async () => {
  const log = new LineLog();
  await using api = await makeTestApi({ logs: log });
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  log.record(lineOf('a', { severity: 6 }));
  log.record(lineOf('b', { severity: 3 }));
  const io = testIo();
  const running = runCli(['watch', 'logs', 'severity <= 3', '--json', '--server', url], io);
  while (io.out() === '') await setImmediate();
  io.end();
  await running;
  assert.deepEqual(io.out().trim().split('\n').map((line) => (JSON.parse(line) as { text: string }).text), ['b']); // prettier-ignore
});
