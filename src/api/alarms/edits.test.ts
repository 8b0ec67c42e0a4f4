import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testAlarms } from '../../alarms/fixture.ts';
import { RuleEdits } from '../../alarms/mod.ts';
import { bookOf } from '../../alarms/test-rules.ts';
import { createMemoryStore } from '../../store/mod.ts';
import { getJson, makeTestApi, stillClock } from '../fixture.ts';
import type * as wire from '../wire/alarms.ts';

const rules = 'rules: {vm.cpu: {class: VM, metric: cpu.usage, amber: 80%, keep: 0s}}';

async function makeApi() {
  const clock = stillClock();
  const store = createMemoryStore({ rows: 120, stepMs: 5000, clock });
  const api = await makeTestApi({ store, alarms: testAlarms(rules, store, clock) }, clock);
  const ask = async (method: 'PUT' | 'DELETE', url: string, body?: object) => {
    const { statusCode, json } = await api.app.inject({ method, url, ...(body && { payload: body }) });
    return { statusCode, json: json() as Record<string, unknown> };
  };
  const summary = async () => ((await getJson(api, '/alarms', 'Alarms')) as wire.Alarms).summary;
  return { ...api, ask, summary };
}

test('PUT /alarm-rules/{id} is in effect with the next values, and DELETE takes it back', async () => {
  await using api = await makeApi();
  const vm = api.enter('VM', 'a');
  api.poll([[vm, { 'cpu.usage': 0.6 }]]);
  assert.equal((await api.summary()).amber, 0);
  const { statusCode, json } = await api.ask('PUT', '/alarm-rules/vm.cpu', { rule: 'amber: 50%' });
  assert.equal(statusCode, 200, JSON.stringify(json));
  api.poll([[vm, { 'cpu.usage': 0.6 }]]);
  assert.equal((await api.summary()).amber, 1);
  const all = (await getJson(api, '/alarm-rules', 'AlarmRules')) as wire.AlarmRule[];
  assert.match(all[0]?.conditions[0]?.amber?.origin ?? '', /the edits of vm\.cpu:1:8/);
  assert.equal((await api.ask('DELETE', '/alarm-rules/vm.cpu')).statusCode, 200);
  api.poll([[vm, { 'cpu.usage': 0.6 }]]);
  assert.equal((await api.summary()).amber, 0);
  assert.equal((await api.ask('DELETE', '/alarm-rules/vm.cpu')).json['code'], 'RULE_UNKNOWN');
});

test('a wrong rule is refused with the field and place of each problem, and nothing changes', async () => {
  await using api = await makeApi();
  const { statusCode, json } = await api.ask('PUT', '/alarm-rules/vm.cpu', { rule: 'amber: 5GB\nred: x' });
  assert.equal(statusCode, 400);
  assert.equal(json['code'], 'RULES_INVALID');
  const problems = json['problems'] as { field: string; line: number; column: number }[];
  assert.deepEqual(
    problems.map(({ field, line, column }) => `${line}:${column} ${field}`),
    ['1:8 rules.vm.cpu.amber', '2:6 rules.vm.cpu.red'],
  );
  const all = (await getJson(api, '/alarm-rules', 'AlarmRules')) as wire.AlarmRule[];
  assert.equal(all[0]?.conditions[0]?.amber?.level, 0.8);
});

test('PUT /overrides/{name} differs for one machine, and is listed', async () => {
  await using api = await makeApi();
  const [a, b] = [api.enter('VM', 'aa'), api.enter('VM', 'bb')];
  const override = { rule: 'vm.cpu', entity: 'bb', amber: '99%' };
  assert.equal((await api.ask('PUT', '/overrides/builds', { override })).statusCode, 200);
  api.poll([[a, { 'cpu.usage': 0.9 }], [b, { 'cpu.usage': 0.9 }]]); // prettier-ignore
  assert.deepEqual(await api.summary(), { red: 0, amber: 1, green: 1, unknown: 0 });
  const listed = await getJson(api, '/overrides', 'Overrides');
  assert.deepEqual(listed, [{ name: 'builds', uri: '/overrides/builds', override }]);
  assert.equal((await api.ask('DELETE', '/overrides/builds')).statusCode, 200);
  assert.equal((await api.ask('DELETE', '/overrides/builds')).statusCode, 404);
  assert.equal((await api.ask('PUT', '/overrides/a b', { override })).statusCode, 400);
});

test('GET /alarm-rules/{id} has what files say of each field, and what was set over that by whom', async () => {
  await using api = await makeApi();
  const shown = async () =>
    (await getJson(api, '/alarm-rules/vm.cpu', 'AlarmRuleDetails')) as wire.AlarmRuleDetails;
  const before = await shown();
  assert.equal(before.edit, null);
  assert.deepEqual(before.fields[2], {
    field: 'amber',
    file: { value: '80%', origin: '1.yaml:1:55' },
    edited: null,
  });
  const rule = 'amber: 50% # for a day\nselect: "tag:lab"';
  await api.ask('PUT', '/alarm-rules/vm.cpu', { rule });
  const { edit, fields, conditions } = await shown();
  assert.deepEqual(edit, { text: rule, by: 'local', time: api.clock.now() / 1000 });
  assert.equal(conditions[0]?.amber?.level, 0.5);
  const said = fields.map(({ field, file, edited }) => [field, file?.value ?? null, edited && `${edited.value} ${edited.origin}`]); // prettier-ignore
  assert.deepEqual(said, [
    ['class', 'VM', null],
    ['metric', 'cpu.usage', null],
    ['amber', '80%', '50% the edits of vm.cpu:1:8'],
    ['keep', '0s', null],
    ['select', null, 'tag:lab the edits of vm.cpu:2:9'],
  ]);
  await api.ask('DELETE', '/alarm-rules/vm.cpu');
  assert.deepEqual(await shown(), before);
  assert.equal((await api.app.inject('/alarm-rules/vm.none')).json<{ code: string }>().code, 'RULE_UNKNOWN');
});

test('a rule is tried in place of what was set of it, as it would be set', async () => {
  await using api = await makeApi();
  const vm = api.enter('VM', 'a');
  for (let i = 0; i < 12; i++) api.poll([[vm, { 'cpu.usage': 0.6 }]]);
  await api.ask('PUT', '/alarm-rules/vm.cpu', { rule: 'amber: 50%' });
  const raised = async (body: object): Promise<number> => {
    const payload = { id: 'vm.cpu', from: -120, ...body };
    const { json } = await api.app.inject({ method: 'POST', url: '/alarm-rules/dry-run', payload });
    return json<wire.DryRun>().raised;
  };
  assert.equal(await raised({ rule: 'keep: 5s' }), 1);
  assert.equal(await raised({ rule: 'keep: 5s', replace: true }), 0);
  assert.equal(await raised({ rule: 'amber: 55%', replace: true }), 1);
});

test('what is set while alarms are off is answered too', async () => {
  const ruleEdits = new RuleEdits({ path: null, apply: () => undefined });
  ruleEdits.prepare(bookOf(rules).layers).apply();
  const clock = stillClock();
  const store = createMemoryStore({ rows: 120, stepMs: 5000, clock });
  await using api = await makeTestApi({ store, ruleEdits }, clock);
  const payload = { rule: 'amber: 50%' };
  const { statusCode, json } = await api.app.inject({ method: 'PUT', url: '/alarm-rules/vm.cpu', payload });
  assert.deepEqual([statusCode, json<wire.AlarmRule>().conditions[0]?.amber?.level], [200, 0.5]);
});
