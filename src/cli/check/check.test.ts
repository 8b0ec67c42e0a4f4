import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testAlarms } from '../../alarms/fixture.ts';
import { makeTestApi, stillClock, type TestApi } from '../../api/fixture.ts';
import type { Alarm } from '../../api/wire/alarms.ts';
import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { createMemoryStore } from '../../store/mod.ts';
import { runCli, testIo } from '../fixture.ts';
import { perfdataOf } from './perfdata.ts';
import { statusLine } from './status.ts';

const rules = `
rules:
  vm.cpu: {class: VM, metric: cpu.usage, amber: 80%, red: 90%, keep: 0s}
  vm.steal: {class: VM, metric: cpu.steal, amber: 10%, keep: 0s}
  vm.disk: {class: VM, metric: disk.#.write.bytes, amber: 1GB/s, keep: 0s}
  vm.stuck: {class: VM, when: "is:stuck", amber: true}
  host.memory: {class: host, metric: memory.available, sense: below, amber: 2GiB, red: 1GiB, keep: 0s}
`;

async function makeLife(): Promise<
  TestApi & { readonly url: string; readonly web: Entity; readonly rack: Entity }
> {
  const clock = stillClock();
  const store = createMemoryStore({ rows: 120, stepMs: 5000, clock });
  const api = await makeTestApi({ store, alarms: testAlarms(rules, store, clock) }, clock);
  const web = api.enter('VM', 'aaaa-1', { name: 'web' });
  const rack = api.enter('host', 'f00d', { name: 'rack' });
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  return { ...api, url, web, rack };
}

async function check(...args: string[]): Promise<[exitCode: number, line: string]> {
  const io = testIo();
  await runCli(['check', ...args], io);
  assert.equal(io.err(), '');
  return [io.exitCode(), io.out()];
}

test('check exits with 0, 1 and 2, and prints what is raised and the values with their levels', async () => {
  await using api = await makeLife();
  const { web, rack, url } = api;
  const ok = { 'cpu.usage': 0.5, 'cpu.steal': 0.011, 'disk.vda.write.bytes': 12_345.6 };
  api.poll([[web, ok], [rack, { 'memory.available': 3 * 2 ** 30 }]]); // prettier-ignore
  const values = "|'vm.cpu'=50%;80;90;0;100 'vm.disk vda'=12346;1000000000;;0 'vm.steal'=1.1%;10;;0;100\n";
  assert.deepEqual(await check('vm', 'web', '--server', url), [0, `VIRTSCOPE OK - web is running: 4 alarms are green${values}`]); // prettier-ignore
  const memory = "|'host.memory'=3221225472B;2147483648:;1073741824:;0\n";
  assert.deepEqual(await check('host', 'f00d', '--server', url), [0, `VIRTSCOPE OK - rack is up: 1 alarms are green${memory}`]); // prettier-ignore
  api.poll([[web, { ...ok, 'cpu.usage': 0.85 }]]);
  assert.match((await check('vm', 'AAAA-1', '--server', url)).join(' '), /^1 VIRTSCOPE WARNING - web: Processor time used 85 % \(limit 80 %\)\.\|/); // prettier-ignore
  api.poll([[web, { ...ok, 'cpu.usage': 0.95, 'cpu.steal': 0.2 }]]);
  assert.match((await check('vm', 'web', '--server', url)).join(' '), /^2 VIRTSCOPE CRITICAL - .*95 %.* \S+: .*20 %/); // prettier-ignore
});

test('check exits with 3 for what is unknown, unless that is ignored', async () => {
  await using api = await makeLife();
  const { web, url } = api;
  api.poll([[web, { 'cpu.usage': 0.5 }]], [[web, { 'cpu.steal': Reason.notReported }]]);
  const values = "|'vm.cpu'=50%;80;90;0;100 'vm.steal'=U;10;;0;100\n";
  const args = ['vm', 'web', '--server', url];
  assert.deepEqual(await check(...args), [3, `VIRTSCOPE UNKNOWN - web: unknown: vm.steal${values}`]);
  assert.deepEqual(await check(...args, '--ignore-unknown'), [0, `VIRTSCOPE OK - web is running: 2 alarms are green, 1 unknown${values}`]); // prettier-ignore
});

test('check exits with 3 where there is no such VM, no rule, no server or no right', async () => {
  await using api = await makeLife();
  const { rack, url } = api;
  const f = async (args: string[], want: RegExp): Promise<void> => {
    const [exitCode, line] = await check(...args);
    assert.equal(exitCode, 3);
    assert.match(line, want);
    assert.equal(line.trimEnd().split('\n').length, 1);
  };
  await f(
    ['vm', 'a\nb|\u001B[2J', '--server', url],
    /^VIRTSCOPE UNKNOWN - Cannot find VM 'a b\/\uFFFD\[2J'|Cannot find/,
  );
  api.poll([[rack, { 'cpu.usage': 0.5 }]]);
  await f(['host', 'rack', '--server', url], /UNKNOWN - rack: no alarm is evaluated while it is up/);
  await f(['vm', 'web', '--server', 'http://127.0.0.1:1'], /UNKNOWN - Cannot reach http:\/\/127\.0\.0\.1:1/);
  await f(['vm', 'web', '--server', 'http://192.0.2.1', '--token-file', '/none'], /UNKNOWN - Cannot use token file/); // prettier-ignore
  await f(['vm', 'web', '--server', url, '--timeout', 'x'], /UNKNOWN - Cannot use timeout "x"/);
});

test('what is silenced or hidden is named and does not decide', async () => {
  await using api = await makeLife();
  const { web, url } = api;
  api.poll([[web, { 'cpu.usage': 0.95 }]]);
  const silence = testIo();
  await runCli(['alarms', 'silence', '--rule', 'vm.cpu', '--reason', 'build', '--for', '1h', '--server', url], silence); // prettier-ignore
  assert.match(silence.out(), /^silence \S+ for 1h, now of 1 raised alarms\n$/);
  assert.match((await check('vm', 'web', '--server', url)).join(' '), /^0 VIRTSCOPE OK - web is running: 1 alarms are green \(1 silenced or hidden\)\|/); // prettier-ignore
});

test('an answer is one bounded line without what a terminal obeys', () => {
  const many = Array.from({ length: 1000 }, (_, i) => `'v${i}'=1`);
  const line = statusLine('OK', `a\r\nb\tc|d\u202E${'x'.repeat(9999)}`, many);
  assert.match(line, /^VIRTSCOPE OK - a b c\/d\uFFFDx+…\|'v0'=1 .* 'v\d+'=1$/);
  assert.equal(line.length <= 4000, true);
});

test('labels of values are quoted', () => {
  const condition = { kind: 'metric', units: 'celsius', sense: 'above', value: -0.5, amber: null, red: { level: 90, clear: 80, origin: '' } }; // prettier-ignore
  const alarm = {
    rule: 'host.heat',
    instance: "it's=1|2",
    conditions: [condition, condition],
  } as unknown as Alarm;
  assert.deepEqual(perfdataOf(alarm), [
    "'host.heat 1 it''s_1/2'=-0.5;;90;0",
    "'host.heat 2 it''s_1/2'=-0.5;;90;0",
  ]);
});
