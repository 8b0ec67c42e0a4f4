import type { InjectOptions } from 'fastify';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorCodes, InputError, type ErrorCode } from '../../model/error.ts';
import type { StatsProvider } from '../../model/stats.ts';
import { onHost } from '../../model/entity.ts';
import { testAccess } from '../../auth/fixture.ts';
import { makeConsole, makeTestApi, type TestApi, type TestContext } from '../fixture.ts';
import { asInputError, titles, toProblem } from './problem.ts';

const refusals = new Map<number, Error>([
  [1, new InputError('GROUP_UNSUPPORTED', 'Cannot get statistics: no such group in this QEMU')],
  [2, new InputError('STATS_BUSY', 'Cannot get statistics: busy')],
  [4, new Error('secret: /root/.ssh')],
]);
const stats: StatsProvider = {
  domainStats: ({ groups }) => Promise.reject(refusals.get(groups) ?? new Error('not asked for')),
};

async function makeOne(context: TestContext = {}): Promise<TestApi> {
  const api = await makeTestApi({ stats, ...context });
  const vm = api.enter('VM', 'aaaa', { name: 'db' });
  for (const id of ['bbbb', 'cccc']) api.enter('VM', id, { name: 'twin' });
  api.enter('VM', 'dddd', { parent: onHost('another') });
  api.poll([[vm, { 'cpu.usage': 0.5 }]]);
  return api;
}

/** A request that provokes each code; those that HTTP cannot are null. */
const provocations: Readonly<Record<ErrorCode, InjectOptions | null>> = {
  NOT_FOUND: { url: '/nothing' },
  VM_UNKNOWN: { url: '/vms/nobody' },
  ENTITY_UNKNOWN: { url: '/hosts/nobody' },
  CLASS_UNKNOWN: { url: '/metrics/sr' },
  METRIC_UNKNOWN: { url: '/metrics/VM/aaaa/cpu.none/instantaneous' },
  FACT_UNKNOWN: { url: '/metrics/VM?columns=cpu.usage&facts=colour' },
  GROUP_UNKNOWN: { url: '/stats?groups=cpu,floppy' },
  GROUP_UNSUPPORTED: { url: '/stats?stats=1&enforce=1' },
  LIST_EMPTY: { method: 'POST', url: '/stats', payload: { vms: [] } },
  LIST_SPANS_HOSTS: { method: 'POST', url: '/stats', payload: { vms: ['aaaa', 'dddd'] } },
  QUERY_INVALID: { url: '/metrics/VM?limit=many' },
  SELECTOR_INVALID: { url: '/vms?select=hots:a' },
  FILTER_INVALID: { url: '/messages?filter=method==1' },
  BODY_INVALID: { method: 'POST', url: '/stats', payload: { vms: { a: 1 } } },
  CURSOR_INVALID: { url: '/metrics/VM/aaaa/cpu.usage/history/5' },
  SESSION_INVALID: { url: '/rrd_updates?start=0&session_id=none' },
  TOKEN_REQUIRED: { url: '/vms', remoteAddress: '192.0.2.1' },
  TOKEN_INVALID: { url: '/vms', headers: { authorization: 'Bearer virtscope_none' } },
  ROLE_INSUFFICIENT: { url: '/vms', remoteAddress: '192.0.2.9', headers: { 'x-user': 'eve' } },
  LOGINS_BUSY: null,
  TOKEN_UNKNOWN: { method: 'DELETE', url: '/tokens/none' },
  TOKENS_FULL: null,
  STATE_UNUSABLE: null,
  CROSS_SITE: { url: '/status', headers: { 'sec-fetch-site': 'cross-site' } },
  METHOD_UNSUPPORTED: { method: 'DELETE', url: '/vms/aaaa' },
  TYPE_UNACCEPTABLE: { url: '/stats', headers: { accept: 'image/png' } },
  NAME_AMBIGUOUS: { url: '/vms/twin' },
  PRECONDITION_FAILED: { url: '/index.html', headers: { 'if-match': '"other"' } },
  BODY_TOO_LARGE: { method: 'POST', url: '/stats', payload: { vms: ['x'.repeat(65_536)] } },
  TYPE_UNSUPPORTED: {
    method: 'POST',
    url: '/stats',
    payload: 'a,b',
    headers: { 'content-type': 'text/csv' },
  },
  RANGE_UNSATISFIABLE: { url: '/index.html', headers: { range: 'bytes=1000-' } },
  CLIENT_CLOSED: null,
  CONFIG_INVALID: null,
  CERTIFICATE_INVALID: null,
  HISTORY_NEWER: null,
  HISTORY_LOCKED: null,
  HISTORY_UNREADABLE: null,
  ADDRESS_REFUSED: { url: '/status', headers: { host: 'evil.example:8478' } },
  SOURCE_UNKNOWN: { url: '/sources/nothing' },
  SOURCE_DUPLICATE: null,
  SOURCE_FIXED: { method: 'POST', url: '/reload' },
  ALARM_UNKNOWN: { url: '/alarms/none' },
  ALARM_NOT_RAISED: null,
  ALARM_NOT_ACKNOWLEDGED: null,
  RULES_INVALID: null,
  RULE_UNKNOWN: { url: '/alarm-rules/none' },
  DRY_RUN_STATES: null,
  DRY_RUN_TOO_LARGE: null,
  DRY_RUNS_BUSY: null,
  SILENCE_UNKNOWN: { method: 'DELETE', url: '/silences/none' },
  SILENCES_FULL: null,
  SOURCE_UNAVAILABLE: { url: '/readyz' },
  STATS_BUSY: { url: '/stats?stats=2' },
  STREAMS_BUSY: { url: '/metrics/VM?columns=cpu.usage', headers: { accept: 'text/event-stream' } },
  TESTS_BUSY: null,
  BUG: { url: '/stats?stats=4' },
};

test('every code can be provoked, is a problem document and has its status', async () => {
  await using files = await makeConsole();
  await using api = await makeOne({
    ...files,
    limits: { streams: 0 },
    access: testAccess({ behindProxy: { addresses: ['192.0.2.9'], userHeader: 'x-user' } }),
  });
  await using fresh = await makeTestApi({ stats });
  for (const [code, request] of Object.entries(provocations) as [ErrorCode, InjectOptions | null][]) {
    if (!request) continue;
    const app = code === 'SOURCE_UNAVAILABLE' ? fresh.app : api.app;
    const { statusCode, headers, body } = await app.inject(request);
    assert.equal(headers['content-type'], 'application/problem+json; charset=utf-8', code);
    const { detail, ...rest } = JSON.parse(body) as Record<string, unknown>;
    for (const extension of ['candidates', 'position', 'length', 'known']) delete rest[extension];
    const status = errorCodes[code];
    assert.deepEqual(rest, { type: `urn:virtscope:error:${code}`, title: titles[code], status, code });
    assert.equal(statusCode, status, code);
    assert.match(String(detail), /^Cannot [^]*[^.]$/, code);
  }
});

test('docs/reference/errors.md lists the codes with their status and meaning', () => {
  const file = new URL('../../../docs/reference/errors.md', import.meta.url);
  const rows = readFileSync(file, 'utf8').matchAll(/^\| `(\w+)` \| (\d+) \| (.*?) \|/gm);
  const listed = Array.from(rows, ([, code, status, title]) => [code, Number(status), title]);
  const known = Object.entries(errorCodes).map(([code, status]) => [code, status, titles[code as ErrorCode]]);
  assert.deepEqual(listed, known);
});

test('the problem of an unknown group lists the known ones', async () => {
  await using api = await makeOne();
  const { detail } = (await api.app.inject('/stats?groups=floppy')).json<{ detail: string }>();
  for (const group of [
    'floppy',
    'state',
    'cpu-total',
    'balloon',
    'vcpu',
    'interface',
    'block',
    'perf',
    'vm',
  ]) {
    assert.ok(detail.includes(group), detail);
  }
});

test('empty lists are never all', async () => {
  await using api = await makeOne();
  const f = async (request: InjectOptions): Promise<void> => {
    const { statusCode, body } = await api.app.inject(request);
    assert.deepEqual([statusCode, JSON.parse(body).code], [400, 'LIST_EMPTY'], JSON.stringify(request)); // prettier-ignore
  };
  await f({ url: '/stats?vm=' });
  await f({ url: '/stats?vm=,,' });
  await f({ url: '/stats?groups=' });
  await f({ method: 'POST', url: '/stats', payload: { vms: [] } });
  await f({ method: 'POST', url: '/stats', payload: { groups: [] } });
});

test('wrong parameters and bodies are named', async () => {
  await using api = await makeOne();
  const f = async (request: InjectOptions, want: RegExp): Promise<void> => {
    const { statusCode, body } = await api.app.inject(request);
    assert.equal(statusCode, 400, body);
    assert.match((JSON.parse(body) as { detail: string }).detail, want);
  };
  await f({ url: '/metrics/VM?limt=1' }, /limt/);
  await f({ url: '/metrics/VM?limit=1&limit=2' }, /limit/);
  await f({ url: '/metrics/VM/aaaa/cpu.usage/history?step=0' }, /step/);
  await f({ url: '/metrics/VM/aaaa/cpu.usage/history?cf=MEDIAN' }, /cf/);
  await f({ url: '/metrics/VM/aaaa/cpu.usage/history?start=20&end=10' }, /start/);
  await f({ url: '/stats?stats=-1' }, /stats/);
  await f({ url: '/stats?enforce=maybe' }, /enforce/);
  await f({ url: '/stats?shape=round' }, /shape/);
  await f({ url: '/vms/%zz' }, /escape/);
  await f({ method: 'POST', url: '/stats', payload: { vm: ['x'] } }, /vm/);
  await f({ method: 'POST', url: '/stats', payload: '{"vms":', headers: { 'content-type': 'application/json' } }, /body/); // prettier-ignore
  await f({ method: 'POST', url: '/stats', payload: '{"__proto__":{}}', headers: { 'content-type': 'application/json' } }, /body/); // prettier-ignore
});

test('a metric that no source has and a metric that this VM lacks are different problems', async () => {
  await using api = await makeOne();
  const status = async (url: string): Promise<number> => (await api.app.inject(url)).statusCode;
  assert.equal(await status('/metrics/VM?columns=cpu.usege'), 404);
  assert.equal(await status('/metrics/VM?columns=cpu.steal'), 200);
  assert.equal(await status('/metrics/VM/aaaa/history?metrics=cpu.usege'), 404);
  assert.equal(await status('/metrics/VM/aaaa/history?metrics=cpu.steal'), 200);
  assert.equal(await status('/metrics/VM/aaaa/cpu.steal/history'), 404);
  assert.equal(await status('/metrics/VM/aaaa/history?metrics=disk.*.read.byte'), 404);
  assert.equal(await status('/metrics/VM/aaaa/history?metrics=*'), 404);
  assert.equal(await status('/metrics/VM/aaaa/history?metrics=cpu.usage,disk.*'), 404);
  assert.equal(await status('/metrics/VM/aaaa/history?metrics=disk.*.read.bytes'), 200);
  assert.equal(await status('/metrics/VM/aaaa/history?metrics=disk.vda.*.bytes'), 200);
  assert.equal(await status('/metrics/VM/aaaa/history?metrics=raw.*'), 200);
});

test('only the names of the loopback are answered for', async () => {
  await using api = await makeOne();
  const f = async (host: string, want: number): Promise<void> => {
    const { statusCode } = await api.app.inject({ url: '/status', headers: { host } });
    assert.equal(statusCode, want, host);
  };
  await f('localhost', 200);
  await f('LOCALHOST:8478', 200);
  await f('127.0.0.1:8478', 200);
  await f('[::1]:8478', 200);
  await f('localhost.evil.example', 400);
  await f('127.0.0.1.nip.io', 400);
  await f('192.168.1.1', 400);
  const nothing = await api.app.inject({ url: '/nothing', headers: { host: 'evil.example' } });
  assert.equal(nothing.json<{ code: string }>().code, 'ADDRESS_REFUSED');
});

test('the problem of a method that an address lacks lists those it has', async () => {
  await using api = await makeOne();
  const { headers } = await api.app.inject({ method: 'PUT', url: '/stats?x=1' });
  assert.equal(headers.allow, 'GET, HEAD, POST');
});

test('a bug is logged, and its details are not answered', async () => {
  await using api = await makeOne();
  const { body } = await api.app.inject('/stats?stats=4');
  assert.ok(!body.includes('secret'));
  assert.equal(api.logged.length, 1);
  assert.match(api.logged[0] ?? '', /^BUG: .*"url":"\/stats\?stats=4"/);
});

test('asInputError keeps what is ours and hides what is not', () => {
  const own = new InputError('VM_UNKNOWN', 'Cannot find VM');
  assert.equal(asInputError(own), own);
  for (const thrown of [new Error('x'), null, undefined, 'text', 7]) {
    assert.equal(toProblem(asInputError(thrown)).code, 'BUG');
  }
});
