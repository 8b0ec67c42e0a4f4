import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onHost, type Device } from '../../../model/entity.ts';
import { makeTestApi, startTime, type TestApi } from '../../fixture.ts';

const db = '6d6f7264-0000-4000-8000-000000000001';
const host = '0123456789abcdef0123456789abcdef';
const vmRef = `OpaqueRef:${db}`;
const hostRef = 'OpaqueRef:01234567-89ab-cdef-0123-456789abcdef';
const devices: Device[] = [
  { kind: 'disk', key: 'vda', labels: { source: '/var/db1' } },
  { kind: 'net', key: '525400aabbcc', labels: { mac: '52:54:00:aa:bb:cc' } },
];

/** A host with a VM, polled once. */
async function apiOfOne(): Promise<TestApi> {
  const api = await makeTestApi();
  const vm = api.enter('VM', db, {
    name: 'db1',
    parent: onHost(host),
    devices,
    labels: { 'guest.hostname': 'db1.local' },
  });
  const machine = api.enter('host', host, { name: 'kvm1' });
  api.poll([
    [vm, { 'balloon.current': 2 ** 30, 'cpu.0.usage': 0.5, 'cpu.count': 2 }],
    [machine, { 'memory.total': 2 ** 34, 'memory.used': 2 ** 32, 'cpu.usage': 0.25 }],
  ]);
  return api;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data: string[] };
}

async function call(api: TestApi, method: string, ...params: unknown[]): Promise<Answer> {
  const payload = { jsonrpc: '2.0', method, params, id: 0 };
  const answer = await api.app.inject({ method: 'POST', url: '/jsonrpc', payload });
  assert.equal(answer.headers['content-type'], 'application/json');
  const { jsonrpc, id, ...rest } = answer.json<Answer & { jsonrpc: string; id: number }>();
  assert.deepEqual({ jsonrpc, id }, { jsonrpc: '2.0', id: 0 });
  return rest;
}

async function logIn(api: TestApi): Promise<string> {
  const { result } = await call(api, 'session.login_with_password', 'root', 'any');
  return String(result);
}

test('get_all_records has VMs and hosts with what belongs to them, each pointing at the others', async () => {
  await using api = await apiOfOne();
  const session = await logIn(api);
  const records = async (cls: string): Promise<Record<string, Record<string, unknown>>> => {
    return (await call(api, `${cls}.get_all_records`, session)).result as never;
  };
  const { [vmRef]: vm } = await records('VM');
  const { [hostRef]: machine } = await records('host');
  const [pool] = Object.values(await records('pool'));
  assert.ok(vm && machine && pool);
  assert.equal(pool['master'], hostRef);
  assert.deepEqual([vm['name_label'], vm['power_state'], vm['resident_on']], ['db1', 'Running', hostRef]);
  assert.deepEqual([vm['memory_target'], vm['VCPUs_max'], vm['memory_static_max']], [2 ** 30, 2, -1]);
  assert.deepEqual(machine['resident_VMs'], [vmRef]);
  for (const [cls, field] of [
    ['VIF', 'VIFs'],
    ['VBD', 'VBDs'],
  ] as const) {
    const all = await records(cls);
    assert.deepEqual(Object.keys(all), vm[field]);
    assert.deepEqual(Object.values(all).map((record) => record['VM']), [vmRef]); // prettier-ignore
  }
  for (const [cls, owner, field] of [
    ['VM_metrics', vm, 'metrics'],
    ['VM_guest_metrics', vm, 'guest_metrics'],
    ['host_metrics', machine, 'metrics'],
  ] as const) {
    const all = await records(cls);
    assert.deepEqual(Object.keys(all), [owner[field]], cls);
  }
  const [measured] = Object.values(await records('host_metrics'));
  // Its libvirt does not report what is available.
  assert.deepEqual([measured?.['memory_total'], measured?.['memory_free']], [2 ** 34, 2 ** 34 - 2 ** 32]);
  for (const cls of ['SR', 'VDI', 'task', 'message']) assert.deepEqual(await records(cls), {});
});

test('calls about one object answer its record, its fields, and XAPI’s errors', async () => {
  await using api = await apiOfOne();
  const session = await logIn(api);
  const f = async (method: string, params: unknown[], want: unknown): Promise<void> => {
    const { result, error } = await call(api, method, session, ...params);
    assert.deepEqual(error ? [error.message, ...error.data] : result, want, method);
  };
  await f('VM.get_all', [], [vmRef]);
  await f('VM.get_by_uuid', [db], vmRef);
  await f('VM.get_by_name_label', ['db1'], [vmRef]);
  await f('VM.get_name_label', [vmRef], 'db1');
  await f('host.get_hostname', [hostRef], 'kvm1');
  await f('pool.get_all', [], [`OpaqueRef:${await poolUuid(api, session)}`]);
  await f('session.get_this_host', [session], hostRef);
  await f('host.get_servertime', [hostRef], '20270115T08:00:05Z');
  await f('VM.query_data_source', [vmRef, 'memory'], 2 ** 30);
  await f('VM.get_by_uuid', ['no'], ['UUID_INVALID', 'VM', 'no']);
  await f('VM.get_record', ['OpaqueRef:no'], ['HANDLE_INVALID', 'VM', 'OpaqueRef:no']);
  await f('host.get_record', [vmRef], ['HANDLE_INVALID', 'host', vmRef]);
  await f('VM.get_data_sources', [hostRef], ['HANDLE_INVALID', 'VM', hostRef]);
  await f('VM.query_data_source', [vmRef, 'x'], ['INVALID_VALUE', 'data_source', 'x']);
  await f('VM.get_constructor', [vmRef], ['MESSAGE_METHOD_UNKNOWN', 'VM.get_constructor']);
  await f('VM.get_all', ['x'], ['MESSAGE_PARAMETER_COUNT_MISMATCH', 'VM.get_all', '1', '2']);
  await f('VM.get_record', [1], ['FIELD_TYPE_ERROR', 'get_record']);
  await f('VM.start', [vmRef, false, false], ['RBAC_PERMISSION_DENIED', 'VM.start', 'Virtscope only reads']);
  await f('Async.VM.get_all', [], ['RBAC_PERMISSION_DENIED', 'Async.VM.get_all', 'Virtscope only reads']);
  await f('toString', [], ['MESSAGE_METHOD_UNKNOWN', 'toString']);
});

async function poolUuid(api: TestApi, session: string): Promise<string> {
  const { result } = await call(api, 'pool.get_all_records', session);
  return Object.values(result as Record<string, { uuid: string }>)[0]!.uuid;
}

test('get_data_sources gives names and units as rrd_updates has them', async () => {
  await using api = await apiOfOne();
  const { result } = await call(api, 'VM.get_data_sources', await logIn(api), vmRef);
  const found = (result as Record<string, unknown>[]).map(({ name_label: name, units, max }) => [
    name,
    units,
    max,
  ]);
  assert.deepEqual(found, [
    ['cpu0', '(fraction)', 1],
    ['memory', 'B', 'Infinity'],
    ['memory_target', 'B', 'Infinity'],
  ]);
});

test('a session is asked for, works at rrd_updates, and ends with logout', async () => {
  await using api = await apiOfOne();
  const { error } = await call(api, 'VM.get_all', 'OpaqueRef:nobody');
  assert.deepEqual(error, { code: 1, message: 'SESSION_INVALID', data: ['OpaqueRef:nobody'] });
  const session = await logIn(api);
  const url = `/rrd_updates?start=${startTime / 1000}&session_id=${encodeURIComponent(session)}`;
  assert.equal((await api.app.inject(url)).statusCode, 200);
  assert.equal((await call(api, 'session.logout', session)).result, '');
  assert.equal((await api.app.inject(url)).statusCode, 401);
  assert.equal((await call(api, 'VM.get_all', session)).error?.message, 'SESSION_INVALID');
});

test('JSON-RPC 1.0 has its errors as a list', async () => {
  await using api = await apiOfOne();
  const f = async (payload: object, want: object): Promise<void> => {
    const answer = await api.app.inject({ method: 'POST', url: '/jsonrpc', payload });
    assert.deepEqual(answer.json(), want);
  };
  const error = ['SESSION_INVALID', 'x'];
  await f({ method: 'VM.get_all', params: ['x'], id: '1' }, { result: null, error, id: '1' });
  const { result } = (await api.app.inject({ method: 'POST', url: '/jsonrpc', payload: { method: 'system.listMethods', params: [], id: 1 } })).json<{ result: string[] }>(); // prettier-ignore
  assert.ok(result.includes('VM.get_all_records') && result.includes('event.from'));
});

test('what is no call is a problem', async () => {
  await using api = await apiOfOne();
  const f = async (payload: unknown, status: number): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await api.app.inject({ method: 'POST', url: '/jsonrpc', payload: JSON.stringify(payload), headers }); // prettier-ignore
    assert.equal(answer.statusCode, status, JSON.stringify(payload).slice(0, 80));
    assert.match(String(answer.headers['content-type']), /problem\+json/);
  };
  await f([], 400);
  await f({ jsonrpc: '2.0', method: 'VM.get_all' }, 400);
  await f({ method: 'VM.get_all', params: [], id: null }, 400);
  await f({ method: 'x'.repeat(201), params: [], id: 1 }, 400);
  await f({ method: 'x', params: Array(21).fill(1), id: 1 }, 400);
  await f({ method: 'x', params: ['y'.repeat(70_000)], id: 1 }, 413);
});
