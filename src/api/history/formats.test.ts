import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reason } from '../../model/reason.ts';
import { makeTestApi, startTime, type TestApi } from '../fixture.ts';

const t0 = startTime / 1000;
const columnsType = 'application/vnd.virtscope.columns';

/** Two VMs with three rows, of which the second is unknown of one. */
async function makeTwo(): Promise<TestApi> {
  const api = await makeTestApi();
  const web = api.enter('VM', 'aaaa-1', { name: 'web' });
  const db = api.enter('VM', 'bbbb-2', { name: '=db' });
  api.poll([[web, { 'cpu.cores': 0.1 }], [db, { 'cpu.cores': 1 / 3, 'memory.used': 2 ** 40 }]]); // prettier-ignore
  api.poll([[web, { 'cpu.cores': 0.2 }]], [[db, { 'cpu.cores': Reason.stuck }]]);
  api.poll([[web, { 'cpu.cores': 0.3 }], [db, { 'cpu.cores': 3 }]]); // prettier-ignore
  return api;
}

interface Read {
  readonly header: Record<string, unknown> & { columns: object[]; rows: number };
  readonly columns: number[][];
}

/** Reads the binary form as docs/reference/http.md describes it. */
function read(body: Buffer, count: (header: Read['header']) => number): Read {
  const start = 4 + body.readUInt32LE(0);
  assert.equal(start % 8, 0);
  const header = JSON.parse(body.toString('utf8', 4, start)) as Read['header'];
  const rows = count(header);
  assert.equal(body.length, start + header.columns.length * rows * 8);
  const columns = header.columns.map((_, column) =>
    Array.from({ length: rows }, (__, row) => body.readDoubleLE(start + (column * rows + row) * 8)),
  );
  return { header, columns };
}

test('the binary form of a history has the exact doubles, NaN for what is unknown', async () => {
  await using api = await makeTwo();
  const f = async (url: string, wantIds: object[], want: number[][]): Promise<Read['header']> => {
    const { headers, rawPayload } = await api.app.inject({ url, headers: { accept: columnsType } });
    assert.equal(headers['content-type'], columnsType, url);
    assert.equal(Number(headers['content-length']), rawPayload.length);
    const { header, columns } = read(rawPayload, ({ rows }) => rows);
    assert.deepEqual([header['start'], header['end'], header['step'], header.rows], [t0, t0 + 15, 5, 3]);
    assert.deepEqual(header.columns, wantIds);
    assert.deepEqual(columns, want);
    return header;
  };
  const cores = { metric: 'cpu.cores', cf: 'AVERAGE' };
  const [a, b] = [
    { id: 'aaaa-1', ...cores },
    { id: 'bbbb-2', ...cores },
  ];
  const one = await f('/metrics/VM/bbbb-2/cpu.cores/history?start=-15', [b], [[1 / 3, Number.NaN, 3]]);
  assert.match(String(one['next']), /^\/metrics\/VM\/bbbb-2\/cpu\.cores\/history\/./);
  await f('/metrics/VM/aaaa-1/history?start=-15&cf=MIN', [{ ...a, cf: 'MIN' }], [[0.1, 0.2, 0.3]]);
  const all = [[1 / 3, Number.NaN, 3], [0.1, 0.2, 0.3]]; // prettier-ignore
  assert.ok(!('next' in (await f('/metrics/VM/history?metrics=cpu.cores&start=-15', [b, a], all))));
  const { header } = read(
    (await api.app.inject(`${String(one['next'])}?format=columns&wait=0`)).rawPayload,
    ({ rows }) => rows,
  );
  assert.deepEqual([header.rows, header['next']], [0, one['next']]);
});

test('the binary form of a table has a column for each metric, a row for each instance', async () => {
  await using api = await makeTwo();
  const url = '/metrics/VM?columns=cpu.cores,memory.used';
  for (const request of [{ url, headers: { accept: columnsType } }, { url: `${url}&format=columns` }]) {
    const { headers, rawPayload } = await api.app.inject(request);
    assert.equal(headers['content-type'], columnsType);
    const { header, columns } = read(rawPayload, ({ ids }) => (ids as string[]).length);
    const names = ['cpu.cores', 'memory.used'];
    assert.deepEqual(header, { time: t0 + 15, ids: ['bbbb-2', 'aaaa-1'], columns: names });
    assert.deepEqual(columns, [[3, 0.3], [Number.NaN, Number.NaN]]); // prettier-ignore
  }
});

test('CSV has a line for each row, exact numbers, empty cells for what is unknown', async () => {
  await using api = await makeTwo();
  const f = async (url: string, want: string[], wantFile: string): Promise<void> => {
    const { headers, body } = await api.app.inject({ url, headers: { accept: 'text/csv' } });
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8; header=present');
    assert.equal(body, want.map((line) => `${line}\r\n`).join(''));
    assert.equal(headers['content-disposition'], `attachment; filename="${wantFile}"`);
  };
  await f(
    '/metrics/VM/history?metrics=cpu.cores&start=-15',
    [
      `time,"'=db cpu.cores",web cpu.cores`,
      '2027-01-15T08:00:05Z,0.3333333333333333,0.1',
      '2027-01-15T08:00:10Z,,0.2',
      '2027-01-15T08:00:15Z,3,0.3',
    ],
    'VM-cpu.cores-20270115T080015.csv',
  );
  await f(
    '/metrics/VM/aaaa-1/cpu.cores/history?start=-5&cf=AVERAGE,MAX',
    ['time,web cpu.cores,web cpu.cores MAX', '2027-01-15T08:00:15Z,0.3,0.3'],
    'web-cpu.cores-20270115T080015.csv',
  );
  await f('/metrics/VM/bbbb-2/history?start=-5&metrics=memory.used', [`time,"'=db memory.used"`, '2027-01-15T08:00:15Z,'], '_db-20270115T080015.csv'); // prettier-ignore
});

test('CSV distinguishes machines of one name by their ids', async () => {
  await using api = await makeTestApi();
  const [a, b, c] = [
    api.enter('VM', 'aaaa-1', { name: 'web' }),
    api.enter('VM', 'bbbb-2', { name: 'web' }),
    api.enter('VM', 'cccc-3', { name: 'x' }),
  ];
  api.poll([a, b, c].map((vm) => [vm, { 'cpu.cores': 1 }]));
  const { body } = await api.app.inject('/metrics/VM/history?metrics=cpu.cores&start=-5&format=csv');
  assert.equal(body.split('\r\n', 1)[0], 'time,web (aaaa-1) cpu.cores,web (bbbb-2) cpu.cores,x cpu.cores');
});

test('the file of a CSV is called after the machine, whatever that is called', async () => {
  await using api = await makeTestApi();
  const vm = api.enter('VM', 'aaaa-1');
  api.poll([[vm, { 'cpu.cores': 1 }]]);
  const f = async (name: string, want: RegExp): Promise<void> => {
    vm.name = name;
    const { statusCode, headers } = await api.app.inject('/metrics/VM/aaaa-1/history?format=csv');
    assert.equal(statusCode, 200, name);
    assert.match(String(headers['content-disposition']), want);
  };
  await f('db 1', /^attachment; filename="db_1-\d{8}T\d{6}\.csv"$/);
  await f('../../etc/passwd', /filename="_.._etc_passwd-/);
  await f('a"; filename="evil.exe', /filename="a_filename_evil\.exe-\w+\.csv"$/);
  await f('a\r\nSet-Cookie: x=1', /filename="a_Set-Cookie_x_1-/);
  await f('.bashrc', /filename="bashrc-/);
  await f('--help', /filename="help-/);
  await f('\u202Egpj.exe', /filename="_gpj\.exe-/);
  await f('\uD800', /filename="_-/);
  await f('Büro', /filename="B_ro-\w+\.csv"; filename\*=UTF-8''B%C3%BCro-\w+\.csv$/);
  await f('机器', /filename="__-\w+\.csv"; filename\*=UTF-8''%E6%9C%BA%E5%99%A8-\w+\.csv$/);
  await f('x'.repeat(5000), /filename="x{100}\.csv"$/);
});

test('a form is chosen by the header or by format, which a browser follows as a link', async () => {
  await using api = await makeTwo();
  const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';
  const f = async (url: string, accept: string | undefined, want: RegExp): Promise<void> => {
    const { headers } = await api.app.inject({ url, headers: accept ? { accept } : {} });
    assert.match(String(headers['content-type']), want, `${url} ${accept}`);
  };
  const [json, csv, binary] = [/^application\/json/, /^text\/csv/, /^application\/vnd\.virtscope\.columns$/];
  const url = '/metrics/VM/bbbb-2/history';
  await f(url, undefined, json);
  await f(url, '*/*', json);
  await f(url, 'text/*', csv);
  await f(url, `application/json;q=0.5, ${columnsType}`, binary);
  await f(`${url}?format=csv`, browser, csv);
  await f(`${url}?format=columns`, browser, binary);
  await f(`${url}?format=json`, 'text/csv', json);
  await f(`${url}?format=xml`, '*/*', /^application\/problem/);
  await f('/metrics/VM?columns=cpu.cores&format=csv', '*/*', /^application\/problem/);
  await f('/metrics/VM?format=columns', '*/*', /^application\/problem/);
});
