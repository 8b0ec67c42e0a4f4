import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { testAlarms } from '../../alarms/fixture.ts';
import type { Entity } from '../../model/entity.ts';
import { createMemoryStore } from '../../store/mod.ts';
import { getJson, makeTestApi, startTime, stillClock, type TestApi } from '../fixture.ts';
import type * as wire from '../wire/alarms.ts';

const rules = `
rules:
  vm.cpu: {class: VM, reason: Busy., metric: cpu.usage, amber: 80%, red: 90%, redClear: 85%, keep: 0s, labels: {team: ops}}
  vm.slow: {class: VM, metric: cpu.steal, amber: 10%, for: 10m}
overrides:
  - {rule: vm.cpu, entity: bbbb-2, red: 99%, note: build machine}
`;
const t0 = startTime / 1000;

async function makeLife(): Promise<TestApi & { web: Entity; db: Entity }> {
  const clock = Object.assign(stillClock(), { sleep: () => new Promise<never>(() => {}) });
  const store = createMemoryStore({ rows: 120, stepMs: 5000, clock });
  const api = await makeTestApi({ store, alarms: testAlarms(rules, store, clock) }, clock);
  const web = api.enter('VM', 'aaaa-1', { name: 'web' });
  const db = api.enter('VM', 'bbbb-2', { name: 'db' });
  return { ...api, web, db };
}

function openAlarmLog(api: TestApi, url: string, accept = 'application/json') {
  return api.app.inject({ url, headers: { accept } });
}

async function list(api: TestApi, search = ''): Promise<wire.Alarms> {
  return (await getJson(api, `/alarms${search}`, 'Alarms')) as wire.Alarms;
}

test('GET /alarms has what is raised, worst first, and how many alarms have each state', async () => {
  await using api = await makeLife();
  api.poll([[api.web, { 'cpu.usage': 0.95 }], [api.db, { 'cpu.usage': 0.95, 'cpu.steal': 0.5 }]]); // prettier-ignore
  const { summary, alarms, next } = await list(api);
  assert.deepEqual(summary, { red: 1, amber: 1, green: 1, unknown: 0 });
  assert.equal(next, null);
  const { id, uri, message, ...web } = alarms[0] as wire.Alarm;
  assert.equal(uri, `/alarms/${id}`);
  assert.match(message ?? '', /^web: Processor time used 95 % \(limit 90 %\)\.$/);
  assert.deepEqual(web, {
    rule: 'vm.cpu',
    subject: '/metrics/VM/aaaa-1',
    class: 'VM',
    entity: 'aaaa-1',
    name: 'web',
    instance: null,
    state: 'red',
    since: t0 + 5,
    raised: t0 + 5,
    value: 0.95,
    units: 'ratio',
    level: 0.9,
    origin: 'from the rule (1.yaml:3:74)',
    pending: false,
    flapping: false,
    inhibited: null,
    acknowledged: null,
    silenced: null,
    labels: { team: 'ops' },
    runbook: null,
    notify: 'red',
  });
  assert.deepEqual(alarms.map(({ name, state }) => `${name} ${state}`), ['web red', 'db amber']); // prettier-ignore
});

test('GET /alarms is filtered by state, rule and subject, and read in pages', async () => {
  await using api = await makeLife();
  api.poll([[api.web, { 'cpu.usage': 0.95 }], [api.db, { 'cpu.usage': 0.95, 'cpu.steal': 0.5 }]]); // prettier-ignore
  const f = async (search: string, want: string[]): Promise<void> => {
    const { alarms } = await list(api, search);
    assert.deepEqual(alarms.map(({ rule, name, pending }) => `${rule} ${name}${pending ? ' pending' : ''}`), want, search); // prettier-ignore
  };
  await f('?state=red', ['vm.cpu web']);
  await f('?state=green', ['vm.slow db pending']);
  await f('?state=red,amber,green&rule=vm.slow', ['vm.slow db pending']);
  await f('?subject=/metrics/VM/bbbb-2', ['vm.cpu db']);
  await f('?limit=1', ['vm.cpu web']);
  const { next } = await list(api, '?limit=1');
  assert.equal(next, '/alarms?state=red%2Camber&limit=1&offset=1');
  assert.deepEqual(
    (await list(api, next.slice('/alarms'.length))).alarms.map(({ name }) => name),
    ['db'],
  );
  assert.equal((await api.app.inject('/alarms?state=off')).statusCode, 400);
});

test('GET /alarms/{id} has conditions with the origin of each level, transitions and why', async () => {
  await using api = await makeLife();
  api.poll([[api.db, { 'cpu.usage': 0.95 }]]);
  api.poll([[api.db, { 'cpu.usage': 1 }]]);
  const [{ uri } = { uri: '' }] = (await list(api)).alarms;
  const details = (await getJson(api, uri, 'AlarmDetails')) as wire.AlarmDetails;
  assert.deepEqual(details.conditions[0]?.red, {
    level: 0.99,
    clear: 0.85,
    origin: 'from entity bbbb-2 (1.yaml:6:41: "build machine")',
  });
  assert.deepEqual(details.history.map(({ from, to }) => `${from} ${to}`), ['unknown amber', 'amber red']); // prettier-ignore
  assert.deepEqual(details.explanation.slice(0, 2), [
    'Busy.',
    'Amber above 80 %, from the rule (1.yaml:3:64).',
  ]);
  assert.equal((await api.app.inject('/alarms/none')).statusCode, 404);
});

test('GET /alarms/log goes on from a cursor, and waits for the next transition', async () => {
  await using api = await makeLife();
  api.poll([[api.web, { 'cpu.usage': 0.95 }]]);
  const log = (await getJson(api, '/alarms/log', 'AlarmLog')) as wire.AlarmLog;
  assert.deepEqual(log.transitions.map(({ id, to }) => `${id} ${to}`), ['1 red']); // prettier-ignore
  assert.equal(log.next, '/alarms/log?after=1&limit=100&wait=60');
  const none = (await getJson(api, '/alarms/log?after=1', 'AlarmLog')) as wire.AlarmLog;
  assert.deepEqual(none, {
    transitions: [],
    gap: 0,
    next: log.next,
    previous: '/alarms/log?before=2&limit=100',
    keptSince: null,
  });
  api.poll([[api.web, { 'cpu.usage': 0.1 }]]);
  const newer = (await getJson(api, log.next, 'AlarmLog')) as wire.AlarmLog;
  assert.deepEqual(newer.transitions.map(({ id, to }) => `${id} ${to}`), ['2 green']); // prettier-ignore
  assert.equal((await api.app.inject('/alarms/log?after=3')).statusCode, 400);
});

test('GET /alarms/log is read backwards to the oldest transition', async () => {
  await using api = await makeLife();
  for (const value of [0.95, 0.1, 0.95, 0.1, 0.95]) api.poll([[api.web, { 'cpu.usage': value }]]);
  const pages: string[] = [];
  let path: string | null = '/alarms/log?limit=2';
  while (path !== null) {
    const log = (await getJson(api, path, 'AlarmLog')) as wire.AlarmLog;
    pages.push(`${log.transitions.map(({ id }) => id).join()} then ${log.next}`);
    path = log.previous;
  }
  assert.deepEqual(pages, [
    '4,5 then /alarms/log?after=5&limit=2&wait=60',
    '2,3 then /alarms/log?after=3&limit=2&wait=60',
    '1 then /alarms/log?after=1&limit=2&wait=60',
  ]);
  const refused = async (search: string, want: string): Promise<void> => {
    assert.equal((await openAlarmLog(api, `/alarms/log?${search}`)).json<{ code: string }>().code, want, search); // prettier-ignore
  };
  await refused('before=6', 'CURSOR_INVALID');
  await refused('before=2&after=1', 'QUERY_INVALID');
  await refused('before=2&wait=1', 'QUERY_INVALID');
  await refused('select=cpu>', 'SELECTOR_INVALID');
  const { statusCode } = await openAlarmLog(api, '/alarms/log?before=2', 'text/event-stream');
  assert.equal(statusCode, 400);
});

test('GET /alarms/log is filtered by rule, subject and selector, in both directions', async () => {
  await using api = await makeLife();
  for (const value of [0.95, 0.1, 0.95]) {
    api.poll([[api.web, { 'cpu.usage': value }]]);
    api.poll([[api.db, { 'cpu.usage': value }]]);
  }
  const f = async (search: string, want: string): Promise<wire.AlarmLog> => {
    const log = (await getJson(api, `/alarms/log?${search}`, 'AlarmLog')) as wire.AlarmLog;
    assert.equal(log.transitions.map(({ id, name }) => `${id} ${name}`).join(), want, search);
    return log;
  };
  await f('rule=vm.*', '1 web,2 db,3 web,4 db,5 web,6 db');
  await f('rule=vm.slow', '');
  await f('select=db', '2 db,4 db,6 db');
  await f('subject=/metrics/VM/aaaa-1&limit=2', '3 web,5 web');
  const { previous, next } = await f('select=web&limit=2', '3 web,5 web');
  assert.equal(previous, '/alarms/log?before=3&limit=2&select=web');
  await f('before=3&limit=2&select=web', '1 web');
  // It goes on behind what was looked at, whether or not it was asked for.
  assert.equal(next, '/alarms/log?after=6&limit=2&select=web&wait=60');
  assert.equal((await f('after=2&select=db&limit=1', '4 db')).next, '/alarms/log?after=4&limit=1&select=db&wait=60'); // prettier-ignore
  assert.equal((await f('after=2&select=db&limit=1', '4 db')).previous, '/alarms/log?before=4&limit=1&select=db'); // prettier-ignore
  assert.equal((await f('after=0&select=web&limit=1', '1 web')).previous, null);
  assert.equal((await f('after=4&select=web', '5 web')).next, '/alarms/log?after=6&limit=100&select=web&wait=60'); // prettier-ignore
});

test('GET /alarms/log waits for the next transition that is asked for, and sends no others', async () => {
  await using api = await makeLife();
  const waiting = openAlarmLog(api, '/alarms/log?after=0&wait=60&select=db');
  const events = openAlarmLog(api, '/alarms/log?after=0&rule=vm.cpu&select=db', 'text/event-stream');
  await setImmediate();
  api.poll([[api.web, { 'cpu.usage': 0.95 }]]);
  await setImmediate();
  api.poll([[api.db, { 'cpu.usage': 0.95 }]]);
  assert.deepEqual((await waiting).json<wire.AlarmLog>().transitions.map(({ name }) => name), ['db']); // prettier-ignore
  await api.app.close();
  const { body } = await events;
  assert.match(body, /"name":"db"/);
  assert.doesNotMatch(body, /"name":"web"/);
});

test('GET /alarms/log waits for the next transition, or sends each as an event', async () => {
  await using api = await makeLife();
  api.poll([[api.web, { 'cpu.usage': 0.1 }]]);
  const waiting = openAlarmLog(api, '/alarms/log?after=0&wait=60');
  const events = openAlarmLog(api, '/alarms/log?after=0', 'text/event-stream');
  await setImmediate();
  api.poll([[api.web, { 'cpu.usage': 0.95 }]]);
  const { transitions } = (await waiting).json<wire.AlarmLog>();
  assert.deepEqual(transitions.map(({ to }) => to), ['red']); // prettier-ignore
  await api.app.close();
  assert.match((await events).body, /id: 1\nevent: transition\ndata: \{"id":"1".*"to":"red"/);
});

test('GET /alarm-rules has every rule with its levels', async () => {
  await using api = await makeLife();
  const found = (await getJson(api, '/alarm-rules', 'AlarmRules')) as wire.AlarmRule[];
  assert.deepEqual(found.map(({ id, reason, for: times }) => [id, reason, times.amber]), [['vm.cpu', 'Busy.', 0], ['vm.slow', '', 600]]); // prettier-ignore
});

test('POST /alarms/{id}/ack takes a reason, of an alarm that is raised', async () => {
  await using api = await makeLife();
  api.poll([[api.web, { 'cpu.usage': 0.95 }], [api.db, { 'cpu.usage': 0.1 }]]); // prettier-ignore
  const [red] = (await list(api)).alarms;
  const [green] = (await list(api, '?state=green')).alarms;
  const ack = (uri = '') =>
    api.app.inject({ method: 'POST', url: `${uri}/ack`, payload: { reason: 'known' } });
  assert.deepEqual((await ack(red?.uri)).json<wire.Alarm>().acknowledged, {
    by: 'local',
    reason: 'known',
    time: t0 + 5,
  });
  assert.deepEqual((await list(api)).alarms[0]?.acknowledged?.reason, 'known');
  assert.equal((await ack(green?.uri)).json<{ code: string }>().code, 'ALARM_NOT_RAISED');
});

test('DELETE /alarms/{id}/ack takes the acknowledgement back, once', async () => {
  await using api = await makeLife();
  api.poll([[api.web, { 'cpu.usage': 0.95 }]]);
  const [{ uri } = { uri: '' }] = (await list(api)).alarms;
  const withdraw = () => api.app.inject({ method: 'DELETE', url: `${uri}/ack` });
  assert.equal((await withdraw()).json<{ code: string }>().code, 'ALARM_NOT_ACKNOWLEDGED');
  await api.app.inject({ method: 'POST', url: `${uri}/ack`, payload: { reason: 'known' } });
  const { statusCode, json } = await withdraw();
  assert.deepEqual([statusCode, json<wire.Alarm>().acknowledged], [200, null]);
  assert.equal((await withdraw()).statusCode, 409);
  // It does not come back with the next change.
  api.poll([[api.web, { 'cpu.usage': 0.1 }]]);
  api.poll([[api.web, { 'cpu.usage': 0.95 }]]);
  assert.equal((await list(api)).alarms[0]?.acknowledged, null);
  assert.equal(
    (await api.app.inject({ method: 'DELETE', url: '/alarms/none/ack' })).json<{ code: string }>().code,
    'ALARM_UNKNOWN',
  );
});

test('silences are previewed, made, listed and ended, and end by themselves', async () => {
  await using api = await makeLife();
  api.poll([[api.web, { 'cpu.usage': 0.95 }], [api.db, { 'cpu.usage': 0.95 }]]); // prettier-ignore
  const post = (url: string, payload: object) => api.app.inject({ method: 'POST', url, payload });
  const body = { select: 'name:web', rule: 'vm.*', reason: 'disk ordered', seconds: 60 };
  const { matches, alarms } = (await post('/silences?preview', body)).json<wire.Silence>();
  assert.deepEqual([matches, alarms.map(({ rule, name }) => `${rule} of ${name}`)], [1, ['vm.cpu of web']]); // prettier-ignore
  assert.deepEqual(await getJson(api, '/silences', 'Silences'), []);
  const { uri } = (await post('/silences', body)).json<wire.Silence>();
  const [web, db] = (await list(api)).alarms;
  assert.deepEqual(web?.silenced, { uri, by: 'local', reason: 'disk ordered', until: t0 + 65 });
  assert.equal(db?.silenced, null);
  assert.equal(
    (await post('/silences', { ...body, select: 'cpu>' })).json<{ code: string }>().code,
    'SELECTOR_INVALID',
  );
  assert.equal((await api.app.inject({ method: 'DELETE', url: uri })).statusCode, 200);
  assert.deepEqual(await getJson(api, '/silences', 'Silences'), []);
  await post('/silences', { reason: 'all', seconds: 1 });
  api.clock.time += 1000;
  assert.deepEqual(await getJson(api, '/silences', 'Silences'), []);
});

test('each entity has the worst light of its alarms in lists, tables, counts and for itself', async () => {
  await using api = await makeLife();
  api.enter('host', 'f00d');
  api.poll([[api.web, { 'cpu.usage': 0.95, 'cpu.steal': 0 }], [api.db, { 'cpu.usage': 0.1 }]], [[api.db, { 'cpu.steal': 3 }]]); // prettier-ignore
  const instances = (await getJson(api, '/metrics/VM', 'Instances')) as { alarms: string | null }[];
  assert.deepEqual(instances.map((one) => one.alarms), ['unknown', 'red']); // prettier-ignore
  const table = (await getJson(api, '/metrics/VM?columns=cpu.usage', 'Table')) as { alarms: unknown };
  assert.deepEqual(table.alarms, ['unknown', 'red']);
  const classes = (await getJson(api, '/metrics', 'Classes')) as Record<string, { alarms: unknown }>;
  assert.deepEqual(classes['VM']?.alarms, { red: 1, amber: 0, green: 0, unknown: 1 });
  assert.deepEqual(classes['host']?.alarms, { red: 0, amber: 0, green: 0, unknown: 0 });
  const web = (await getJson(api, '/vms/aaaa-1', 'Entity')) as { alarms: unknown };
  assert.equal(web.alarms, 'red');
  const host = (await getJson(api, '/hosts/f00d', 'Entity')) as { alarms: unknown };
  assert.equal(host.alarms, null);
});

test('the exposition has a light for each entity, and ALERTS of what fires and what is pending', async () => {
  await using api = await makeLife();
  api.poll([[api.web, { 'cpu.usage': 0.95 }], [api.db, { 'cpu.usage': 0.1, 'cpu.steal': 0.5 }]]); // prettier-ignore
  const { body } = await api.app.inject({ url: '/metrics', headers: { accept: 'text/plain' } });
  const lines = body.split('\n').filter((line) => /^ALERTS|_light\{/.test(line));
  assert.deepEqual(lines, [
    'virtscope_vm_light{uuid="bbbb-2",name="db",light="green"} 1',
    'virtscope_vm_light{uuid="aaaa-1",name="web",light="red"} 1',
    'ALERTS{alertname="vm.cpu",alertstate="firing",severity="red",class="VM",uuid="aaaa-1",name="web",label_team="ops"} 1',
    'ALERTS{alertname="vm.slow",alertstate="pending",class="VM",uuid="bbbb-2",name="db"} 1',
  ]);
});

test('POST /alarm-rules/dry-run tries a rule on the rows of the past', async () => {
  await using api = await makeLife();
  for (const usage of [0.1, 0.95, 0.95, 0.1]) api.poll([[api.web, { 'cpu.usage': usage }], [api.db, { 'cpu.usage': 0.96 }]]); // prettier-ignore
  const run = (body: object) =>
    api.app.inject({ method: 'POST', url: '/alarm-rules/dry-run', payload: body });
  const rule = 'class: VM\nmetric: cpu.usage\nred: 90%\nkeep: 0s';
  const answer = await run({ rule, from: t0, select: 'name:web' });
  assert.deepEqual(answer.json(), {
    start: t0,
    end: t0 + 20,
    step: 5,
    rows: 4,
    series: 1,
    raised: 1,
    amber: 0,
    red: 1,
    spans: [{ subject: '/metrics/VM/aaaa-1', name: 'web', instance: null, state: 'red', start: t0 + 10, end: t0 + 20 }], // prettier-ignore
  });
  const known = (await run({ id: 'vm.cpu', from: t0, rule: { red: '95.5%' } })).json<wire.DryRun>();
  assert.deepEqual([known.red, known.amber], [0, 2]);
  const wrong = await run({ rule: { class: 'VM', metric: 'cpu.usage', amber: '5GiB' } });
  assert.equal(wrong.statusCode, 400);
  const { code, problems } = wrong.json<{
    code: string;
    problems: { line: number; column: number; field: string }[];
  }>();
  assert.equal(code, 'RULES_INVALID');
  assert.deepEqual(problems.map(({ line, column, field }) => [line, column, field]), [[4, 12, 'rules.dry-run.amber']]); // prettier-ignore
});
