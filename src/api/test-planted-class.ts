/** Tests of a class that is planted in the table; in a process of its own (class-row.test.ts), as all tests share the table. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createEntity, type Entity } from '../model/entity.ts';

/** A class of the kind that XAPI has: its name is in capitals, its segment is not. */
const row = {
  description: 'storage',
  segment: 'sr',
  parent: 'host',
  path: '/srs',
  labels: { id: 'sr_uuid' },
  archives: '20m 1h:7d',
  states: { plugged: 'running', unplugged: 'failed' },
};
const cls = 'SR' as Entity['class'];
const page = 'text/html,application/xhtml+xml,*/*;q=0.8';

/** What the rest of the program makes of the table it makes when it is loaded: after this. */
before(async () => {
  const { CLASSES, entityClasses } = await import('../model/classes.ts');
  Object.assign(CLASSES, { SR: row });
  (entityClasses as Entity['class'][]).push(cls);
});

test('a class is one row: its addresses', async () => {
  const { makeConsole, makeTestApi } = await import('./fixture.ts');
  await using files = await makeConsole();
  await using api = await makeTestApi(files);
  const sr = api.enter(cls, 'a1', { name: 'ssd', state: 'plugged' });
  api.poll([[sr, { 'raw.used': 5 }]]);
  const f = async (url: string, status: number, accept = 'application/json', method = 'GET' as const) => {
    const answer = await api.app.inject({ url, method, headers: { accept } });
    assert.equal(answer.statusCode, status, `${url}: ${answer.body}`);
    return answer;
  };
  const classes = (await f('/metrics', 200)).json<Record<string, { uri: string; count: number }>>();
  assert.deepEqual([classes['SR']?.uri, classes['SR']?.count], ['/metrics/sr', 1]);
  assert.match((await f('/metrics/sr/a1', 200)).body, /"raw.used"/);
  assert.match((await f('/metrics/sr', 200)).body, /"\/metrics\/sr\/a1"/);
  assert.match((await f('/srs', 200)).body, /"metrics":"\/metrics\/sr\/a1","class":"SR"/);
  await f('/srs/a1', 200);
  for (const [from, to] of [
    ['/metrics/SR', '/metrics/sr'],
    ['/metrics/SR?columns=raw.used&gone', '/metrics/sr?columns=raw.used&gone'],
    ['/metrics/SR/a1/raw.used/history?start=-60', '/metrics/sr/a1/raw.used/history?start=-60'],
    ['/metrics/sr/ssd', '/metrics/sr/a1'],
    ['/srs/ssd', '/srs/a1'],
  ] as const) {
    for (const accept of ['application/json', page]) {
      assert.equal((await f(from, 302, accept)).headers.location, to);
      assert.equal((await f(from, 302, accept, 'HEAD' as 'GET')).headers.location, to);
    }
  }
  assert.equal((await f('/metrics/Sr', 404)).json<{ code: string }>().code, 'CLASS_UNKNOWN');
  assert.equal((await f('/metrics/vm', 404)).json<{ code: string }>().code, 'CLASS_UNKNOWN');
  await f('/events?class=SR', 200);
  const { body } = await f('/metrics', 200, 'text/plain; version=0.0.4');
  assert.match(body, /^virtscope_sr_info\{sr_uuid="a1",name="ssd",state="plugged",source="local"\} 1$/m);
  assert.match(body, /^virtscope_sr_raw\{sr_uuid="a1",name="ssd",metric="raw.used"\} 5$/m);
});

test('a class is one row: its history, its labels, its states', async () => {
  const { loadConfig } = await import('../config/load.ts');
  const { settingsOf } = await import('../remote/write/options.ts');
  const { familiesOf } = await import('../remote/query/expression.ts');
  const { absenceOf } = await import('../model/absence.ts');
  const { Reason } = await import('../model/reason.ts');
  const { history } = loadConfig({
    systemDir: '/absent',
    environment: { env: {}, home: '/home/ada', isRoot: false },
  });
  assert.deepEqual((history.archives as Record<string, unknown>)['SR'], [
    { rowMs: 5000, rows: 240 },
    { rowMs: 3_600_000, rows: 168 },
  ]);
  assert.throws(() => settingsOf({ name: 'a', url: 'http://a', labels: { sr_uuid: 'x' } }), /one of our own/);
  assert.equal(familiesOf(cls, ['raw.used'])[0]?.idLabel, 'sr_uuid');
  const entity = createEntity({ class: cls, id: 'a', source: 's', name: 'a', state: 'unplugged' }, 7);
  assert.deepEqual(absenceOf(entity), { reason: Reason.unreachable, since: 7 });
});
