import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testAlarms } from '../../alarms/fixture.ts';
import { bookOf } from '../../alarms/test-rules.ts';
import { makeTestApi, stillClock, type TestApi } from '../../api/fixture.ts';
import type { Alarms } from '../../api/wire/alarms.ts';
import { createMemoryStore } from '../../store/mod.ts';
import { runCli, testIo } from '../fixture.ts';

const rules = `
rules:
  vm.cpu: {class: VM, metric: cpu.usage, amber: 80%, red: 90%, keep: 0s}
`;

async function makeLife(): Promise<TestApi & { readonly url: string }> {
  const clock = stillClock();
  const store = createMemoryStore({ rows: 120, stepMs: 5000, clock });
  const api = await makeTestApi({ store, alarms: testAlarms(rules, store, clock) }, clock);
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  return { ...api, url };
}

async function alarms(...args: string[]): Promise<{ out: string; err: string; exitCode: number }> {
  const io = testIo();
  await runCli(['alarms', ...args], io);
  return { out: io.out(), err: io.err(), exitCode: io.exitCode() };
}

test('alarms lists what is raised, the worst first, and counts the rest', async () => {
  await using api = await makeLife();
  const names = ['web', 'db', 'a\u001B[2J'];
  const [web, db, evil] = names.map((name, i) => api.enter('VM', `aaaa-${i}`, { name }));
  assert.ok(web && db && evil);
  const { out: none } = await alarms('--server', api.url);
  assert.equal(none, 'nothing is red or amber; of all 0 red, 0 amber, 0 green, 0 unknown\n');
  api.poll([[web, { 'cpu.usage': 0.85 }], [db, { 'cpu.usage': 0.95 }], [evil, { 'cpu.usage': 0.1 }]]); // prettier-ignore
  const { out } = await alarms('--server', api.url);
  const lines = out.split('\n').map((line) => line.replace(/\d+ [a-z]+ +(?=\S+ )/, 'AGE ').replace(/ +\S+ +(?=\S+: )/, ' ID ')); // prettier-ignore
  assert.deepEqual(lines.slice(1), [
    'red   AGE db ID db: Processor time used 95 % (limit 90 %).',
    'amber AGE web ID web: Processor time used 85 % (limit 80 %).',
    'of all 1 red, 1 amber, 1 green, 0 unknown',
    '',
  ]);
  assert.match(lines[0] ?? '', /^LIGHT SINCE +ENTITY ID +MESSAGE$/);
  const { out: some } = await alarms('list', '--select', 'name:we', '--server', api.url);
  assert.match(some, /^LIGHT.*\namber.*web.*\nof all/);
});

test('alarms --json is the list of the server, and --log has the changes', async () => {
  await using api = await makeLife();
  const web = api.enter('VM', 'aaaa-1', { name: 'web\u001B[2J' });
  assert.equal((await alarms('--log', '--server', api.url)).out, 'no alarm was raised yet\n');
  api.poll([[web, { 'cpu.usage': 0.95 }]]);
  const { out } = await alarms('--json', '--server', api.url);
  assert.equal((JSON.parse(out) as Alarms).alarms[0]?.name, web.name);
  const log = (await alarms('--log', '--server', api.url)).out;
  assert.match(log, /^CHANGE .*\nunknown > red .* ago web\uFFFD\[2J vm\.cpu web\uFFFD\[2J: Processor/);
  assert.equal(`${out}${log}`.includes('\u001B'), false);
  const refused = await alarms('--log', '--select', 'web', '--server', api.url);
  assert.deepEqual([refused.exitCode, refused.err], [1, 'error: Cannot select of the log: --select is of the alarms\n']); // prettier-ignore
});

test('alarms ack acknowledges, and says what cannot be', async () => {
  await using api = await makeLife();
  const web = api.enter('VM', 'aaaa-1', { name: 'web' });
  api.poll([[web, { 'cpu.usage': 0.95 }]]);
  const listed = JSON.parse((await alarms('--json', '--server', api.url)).out) as Alarms;
  const id = listed.alarms[0]?.id ?? '';
  const done = await alarms('ack', id, '--reason', 'more cores', '--server', api.url);
  assert.equal(done.out, 'acknowledged vm.cpu of web, until 15 minutes after it has cleared\n');
  assert.match((await alarms('--server', api.url)).out, /\(acknowledged by local: more cores\)/);
  const undone = await alarms('ack', id, '--undo', '--server', api.url);
  assert.equal(undone.out, 'took the acknowledgement of vm.cpu of web back\n');
  assert.doesNotMatch((await alarms('--server', api.url)).out, /acknowledged/);
  const neither = await alarms('ack', id, '--server', api.url);
  assert.deepEqual([neither.exitCode, neither.err], [1, 'error: Cannot acknowledge: either --reason or --undo is needed\n']); // prettier-ignore
  const wrong = await alarms('ack', 'none', '--reason', 'x', '--server', api.url);
  assert.deepEqual([wrong.exitCode, wrong.err], [1, "error: Cannot find alarm 'none': none is evaluated with that id\n"]); // prettier-ignore
});

test('a selector that is wrong is refused with what is wrong', async () => {
  await using api = await makeLife();
  const { err, exitCode } = await alarms('--select', 'is:nothing', '--server', api.url);
  assert.equal(exitCode, 1);
  assert.match(err, /^error: .*is:nothing|^error: Cannot /);
});

test('alarms import-perfmon prints rules that load, and what is not in them to standard error', async () => {
  const file = fileURLToPath(new URL('../../../test/fixtures/perfmon/vm.xml', import.meta.url));
  const vm = await alarms('import-perfmon', file, '--class', 'VM', '--select', 'tag:db', '--prefix', 'db');
  assert.equal(vm.exitCode, 0);
  assert.equal(bookOf(vm.out).rules.length, 7);
  assert.match(vm.out, /\n {2}db\.vm\.cpu-usage:\n/);
  assert.match(vm.err, /vm\.xml:2:3: note: cpu_usage: alarm_auto_inhibit_period 1800 s is not kept: /);
  assert.match(vm.err, /vm\.xml:40:3: left out: first_nic: .* MAC address/);
  const directory = mkdtempSync(join(tmpdir(), 'perfmon-'));
  writeFileSync(join(directory, 'perfmon.yaml'), vm.out);
  writeFileSync(join(directory, 'virtscope.yaml'), 'alarms: {rules: [perfmon.yaml]}\n');
  const io = testIo();
  await runCli(['config', 'check', join(directory, 'virtscope.yaml')], io);
  rmSync(directory, { recursive: true });
  assert.deepEqual([io.exitCode(), io.err()], [0, '']);
});

test('alarms import-perfmon fails where nothing is a rule, and reads standard input', async () => {
  const read = async (
    xml: string,
    ...args: string[]
  ): Promise<{ exitCode: number; out: string; err: string }> => {
    const io = testIo();
    io.stdin.end(xml);
    await runCli(['alarms', 'import-perfmon', '-', ...args], io);
    return { exitCode: io.exitCode(), out: io.out(), err: io.err() };
  };
  const one = '<config><variable><name value="physical_utilisation"/></variable></config>';
  const sr = await read(one, '--class', 'SR');
  assert.deepEqual([sr.exitCode, sr.out], [1, '']);
  assert.match(
    sr.err,
    /^-:1:9: left out: physical_utilisation: virtscope has no metric of storage.*\nerror: Cannot import -: /,
  );
  const text = await read('<config', '--class', 'host');
  assert.match(text.err, /^error: Cannot read perfmon: -:1:\d+: config: /);
  assert.match(
    (await read(one, '--class', 'pool')).err,
    /^error: Cannot import of class pool: it is one of VM, host, SR\n$/,
  );
  const absent = await alarms('import-perfmon', '/nowhere.xml', '--class', 'VM');
  assert.deepEqual([absent.exitCode, absent.err], [1, 'error: Cannot read /nowhere.xml: no such file\n']); // prettier-ignore
});
