import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeEndlessly } from '../../../test/endless.ts';
import { FakeClock } from '../../../test/fake-clock.ts';
import { createEntity, type Entity, type EntityClass } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { RemoteEngine, type RemoteQuestion } from './remote-engine.ts';
import { makeEngine, type FakeAnswer, type FakeQuestion } from './test-engine.ts';

const start = 1_800_000_000_000;
const minute = 60_000;
const clock = new FakeClock(start);

function entity(id: string, cls: EntityClass = 'VM'): Entity {
  return createEntity({ class: cls, id, source: 's', name: id, state: 'running' }, start);
}

function question(more: Partial<RemoteQuestion> = {}): RemoteQuestion {
  return {
    entities: [entity('a')],
    metrics: ['cpu.usage'],
    start,
    end: start + 3 * minute,
    stepMs: minute,
    cfs: ['AVERAGE'],
    ...more,
  };
}

/** One series, the processor usage of `a`. */
function cpu(...values: (string | null)[]): FakeAnswer {
  return { series: [{ labels: { uuid: 'a' }, values }] };
}

test('RemoteEngine.rows asks for the ends of the rows and puts values where they belong', async () => {
  await using engine = await makeEngine(() => cpu('0.1', null, '3e-7'));
  const { columns, problems } = await new RemoteEngine({ url: `${engine.url}/prometheus/` }, clock).rows(
    question(),
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(columns.map(({ entity: { id }, metric, cf }) => [id, metric, cf]), [['a', 'cpu.usage', 'AVERAGE']]); // prettier-ignore
  assert.deepEqual([...(columns[0]?.values ?? [])], [0.1, NaN, 3e-7]);
  assert.deepEqual([...(columns[0]?.reasons ?? [])], [0, Reason.notCollected, 0]);
  const [asked] = engine.questions;
  assert.deepEqual([asked?.start, asked?.end, asked?.step], [start / 1000 + 60, start / 1000 + 180, 60]);
  assert.equal(asked?.path, '/prometheus/api/v1/query_range');
  assert.equal(
    asked?.query,
    'avg by (uuid) (avg_over_time(virtscope_vm_cpu_usage_ratio{uuid="a"}[59999ms]))',
  );
});

test('RemoteEngine.rows takes what is no number for unknown', async () => {
  await using engine = await makeEngine(() => cpu('NaN', '+Inf', '-Inf'));
  const f = async (values: string[], want: number[]): Promise<void> => {
    engine.answer = () => cpu(...values);
    const { columns } = await new RemoteEngine({ url: engine.url }, clock).rows(question());
    assert.deepEqual([...(columns[0]?.values ?? [])], want, values.join());
  };
  await f(['NaN', '+Inf', '-Inf'], [NaN, NaN, NaN]);
  await f(['', ' ', '0x10'], [NaN, NaN, NaN]);
  await f(['-1.5', '1e+21', '0'], [-1.5, 1e21, 0]);
  await f(['1', '2', '3', '4'], [1, 2, 3]);
});

test('RemoteEngine.rows asks once for a fleet, and once for each name of metrics and function', async () => {
  await using engine = await makeEngine(({ query }) => ({
    series: query.includes('core_usage')
      ? ['0', '1'].map((core) => ({ labels: { uuid: 'b', cpu: core }, values: [`${core}.5`] }))
      : [{ labels: { uuid: 'a' }, values: ['7'] }, { labels: { uuid: 'stranger' }, values: ['8'] }], // prettier-ignore
  }));
  const entities = ['a', 'b', 'c'].map((id) => entity(id));
  const metrics = ['cpu.usage', 'cpu.0.usage', 'cpu.1.usage'];
  const { columns } = await new RemoteEngine({ url: engine.url, labels: { job: 'virt"scope' } }, clock).rows(
    question({ entities, metrics, cfs: ['MIN', 'MAX'] }),
  );
  assert.deepEqual(engine.questions.map(({ query }) => query).sort(), [
    String.raw`max by (uuid) (max_over_time(virtscope_vm_cpu_usage_ratio{uuid=~"a|b|c",job="virt\"scope"}[59999ms]))`,
    String.raw`max by (uuid,cpu) (max_over_time(virtscope_vm_cpu_core_usage_ratio{uuid=~"a|b|c",job="virt\"scope",cpu=~"0|1"}[59999ms]))`,
    String.raw`min by (uuid) (min_over_time(virtscope_vm_cpu_usage_ratio{uuid=~"a|b|c",job="virt\"scope"}[59999ms]))`,
    String.raw`min by (uuid,cpu) (min_over_time(virtscope_vm_cpu_core_usage_ratio{uuid=~"a|b|c",job="virt\"scope",cpu=~"0|1"}[59999ms]))`,
  ]);
  const found = columns.filter(({ cf }) => cf === 'MAX').map((column) => [column.entity.id, column.metric, column.values[0]]); // prettier-ignore
  assert.deepEqual(found, [['a', 'cpu.usage', 7], ['b', 'cpu.0.usage', 0.5], ['b', 'cpu.1.usage', 1.5]]); // prettier-ignore
});

test('RemoteEngine.rows divides what would be a huge answer', async () => {
  const entities = Array.from({ length: 300 }, (_, i) => entity(`v${i}`));
  await using engine = await makeEngine(({ query }) => ({
    series: (/"([^"]*)"/.exec(query)?.[1] ?? '')
      .split('|')
      .map((uuid) => ({ labels: { uuid }, values: ['1'] })),
  }));
  const { columns } = await new RemoteEngine({ url: engine.url }, clock).rows(question({ entities, end: start + 1500 * minute })); // prettier-ignore
  assert.equal(engine.questions.length, 10);
  assert.deepEqual(new Set(columns.map((column) => column.entity)), new Set(entities));
});

test('RemoteEngine.rows escapes what others have called things', async () => {
  await using engine = await makeEngine(() => ({
    series: [{ labels: { id: 'a.b"\\', metric: 'raw.x\ny\uFFFD' }, values: ['1'] }],
  }));
  const entities = [entity('a.b"\\', 'host'), entity('c', 'host')];
  const { columns } = await new RemoteEngine({ url: engine.url }, clock).rows(question({ entities, metrics: ['raw.x\ny\u0000'] })); // prettier-ignore
  assert.equal(
    engine.questions[0]?.query,
    String.raw`avg by (id,metric) (avg_over_time(virtscope_host_raw{id=~"a\\.b\"\\\\|c",metric="raw.x\ny` +
      '\uFFFD"}[59999ms]))',
  );
  assert.deepEqual(columns.map((column) => [column.entity.id, column.metric]), [['a.b"\\', 'raw.x\ny\u0000']]); // prettier-ignore
});

test('RemoteEngine.rows gives the reason why there are none', async () => {
  await using engine = await makeEngine(() => cpu());
  const f = async (answer: FakeAnswer, want: RegExp, timeoutMs = 10_000): Promise<void> => {
    engine.answer = () => answer;
    const { columns, problems } = await new RemoteEngine({ url: engine.url, timeoutMs }, clock).rows(
      question(),
    );
    assert.deepEqual(columns, []);
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.replace(/^127\.0\.0\.1:\d+ /, '') ?? '', want);
  };
  const said = '{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory\\n\\u001b[31m"}'; // prettier-ignore
  await f(
    { status: 422, text: said },
    /^answered HTTP 422: query processing would load too many samples into memory$/,
  );
  await f({ status: 200, text: said }, /^answered HTTP 200: query processing/);
  await f(
    { status: 404, text: '404 page\u0007 not found\n' },
    /^answered HTTP 404: 404 page\uFFFD not found$/,
  );
  await f({ status: 502, text: '<html><h1>Bad Gateway' }, /^answered HTTP 502$/);
  await f({ status: 302, text: '', headers: { Location: 'http://127.0.0.1:9/' } }, /^answered HTTP 302$/);
  const not = /^answered with something that is not of Prometheus' API$/;
  await f({ status: 200, text: '<!doctype html><title>Sign in</title>' }, not);
  await f({ status: 200, text: '{"status":"success","data":{"resultType":"vector","result":[]}}' }, not);
  await f({ status: 200, text: '{"status":"success","data":{"resultType":"matrix","result":[null]}}' }, not);
  await f((response) => response.destroy(), /^did not answer: UND_ERR_SOCKET$/);
  await f(() => {}, /^did not answer in 0\.02 s$/, 20);
});

test('RemoteEngine.rows hangs up on an answer that does not end', async () => {
  const f = async (status: number, want: RegExp): Promise<void> => {
    let closed: Promise<void> | undefined;
    await using engine = await makeEngine(() => (response) => {
      closed = writeEndlessly(response.writeHead(status));
    });
    const remote = new RemoteEngine({ url: engine.url, maxAnswerBytes: 2 * 1024 * 1024 }, clock);
    const { problems } = await remote.rows(question());
    assert.match(problems.join(), want);
    await closed;
  };
  await f(200, / answered with more than 2 MB$/);
  await f(500, / answered HTTP 500: x{300}$/);
});

test('RemoteEngine.rows reads the header Authorization before every request', async () => {
  await using engine = await makeEngine(() => ({ status: 401, text: '' }));
  const own = new FakeClock(start);
  let token = async (): Promise<string> => 'Bearer old';
  const remote = new RemoteEngine({ url: engine.url, authorization: () => token() }, own);
  const problems = async (): Promise<string> => {
    await own.advance(30_000);
    return (await remote.rows(question())).problems.join();
  };
  assert.match(await problems(), / answered HTTP 401$/);
  token = async () => 'Bearer new';
  engine.answer = ({ headers }) =>
    headers.authorization === 'Bearer new' ? cpu('1') : { status: 401, text: '' };
  assert.equal(await problems(), '');
  token = () => Promise.reject(new Error('Cannot read token: no such file'));
  assert.match(await problems(), / was not asked: Cannot read token: no such file$/);
});

test('RemoteEngine.rows gives a problem when nothing listens at the address', async () => {
  const engine = await makeEngine(() => cpu('1'));
  await engine[Symbol.asyncDispose]();
  const { host } = new URL(engine.url);
  const { problems } = await new RemoteEngine({ url: engine.url }, clock).rows(question());
  assert.deepEqual(problems, [`${host} did not answer: ECONNREFUSED`]);
});

test('RemoteEngine.rows passes on the warnings of the engine', async () => {
  const series = [{ labels: { uuid: 'a' }, values: ['1'] }];
  const more = { warnings: ['store 2 is down'], isPartial: true };
  await using engine = await makeEngine(() => ({ series, more }));
  const { columns, problems } = await new RemoteEngine({ url: engine.url }, clock).rows(question());
  const { host } = new URL(engine.url);
  assert.equal(columns.length, 1);
  assert.deepEqual(problems, [`${host} says: store 2 is down`, `${host} says: a part of it could not be asked`]); // prettier-ignore
});

test('RemoteEngine.rows asks four things at a time, and none twice', async () => {
  let [open, most] = [0, 0];
  const gate = Promise.withResolvers<void>();
  const full = Promise.withResolvers<void>();
  await using engine = await makeEngine(async () => {
    most = Math.max(most, ++open);
    if (open === 4) full.resolve();
    await gate.promise;
    open--;
    return cpu('1');
  });
  const remote = new RemoteEngine({ url: engine.url }, clock);
  const metrics = ['cpu.usage', 'cpu.user', 'cpu.system', 'cpu.steal', 'cpu.cores', 'memory.used'];
  const answers = [remote.rows(question({ metrics })), remote.rows(question({ metrics }))];
  await full.promise;
  gate.resolve();
  const [first, second] = await Promise.all(answers);
  assert.deepEqual([most, engine.questions.length, first?.columns.length], [4, 6, 6]);
  assert.deepEqual(first, second);
  assert.notEqual(first?.columns[0]?.values, second?.columns[0]?.values);
  await remote.rows(question());
  assert.equal(engine.questions.length, 7);
});

test('RemoteEngine sends its headers, the name and password of its URL, and no sources without labels', async () => {
  const seen = ({ headers }: FakeQuestion): unknown[] => [headers.authorization, headers['x-scope-orgid']];
  await using engine = await makeEngine(() => cpu('1'));
  const url = engine.url.replace('//', '//me:p%40ss@');
  await new RemoteEngine({ url, headers: { 'X-Scope-OrgID': 'lab' } }, clock).rows(question());
  assert.deepEqual(engine.questions.map(seen), [[`Basic ${btoa('me:p@ss')}`, 'lab']]);
  const entities = [entity('local', 'source')];
  const ask = question({ entities, metrics: ['poll.duration'] });
  const { problems } = await new RemoteEngine({ url }, clock).rows(ask);
  assert.match(problems.join(), / was not asked: no label says whose source it is$/);
  assert.deepEqual(
    (await new RemoteEngine({ url, labels: { instance: 'h' } }, clock).rows(ask)).problems,
    [],
  );
  assert.equal(engine.questions.length, 2);
});

test('RemoteEngine refuses what could never be asked', () => {
  const f = (options: ConstructorParameters<typeof RemoteEngine>[0], message: RegExp): void => {
    assert.throws(() => new RemoteEngine(options, clock), { code: 'CONFIG_INVALID', message });
  };
  f({ url: 'prometheus:9090' }, /its URL is not one of http or https$/);
  f({ url: 'http://x', timeoutMs: 0 }, /timeoutMs is not a positive integer$/);
  f({ url: 'http://x', labels: { 'a-b': 'c' } }, /"a-b" is not the name of a label$/);
});

test('RemoteEngine leaves an engine alone that is down, and asks one thing to see whether it is back', async () => {
  const time = new FakeClock(start);
  const down: FakeAnswer = { status: 503, text: 'no healthy upstream' };
  await using engine = await makeEngine(() => down);
  const remote = new RemoteEngine({ url: engine.url.replace('//', '//me:secret@') }, time);
  const { url, host } = { url: engine.url, host: new URL(engine.url).host };
  assert.deepEqual(remote.status(), { url, up: null, lastSuccess: null, lastError: null });
  const f = async (metrics: string[], asked: number, columns: number): Promise<void> => {
    const before = engine.questions.length;
    const rows = await remote.rows(question({ metrics }));
    assert.deepEqual([engine.questions.length - before, rows.columns.length], [asked, columns]);
    const problem = `${host} answered HTTP 503: no healthy upstream`;
    assert.deepEqual(rows.problems, columns < metrics.length ? [problem] : []);
  };
  const three = ['cpu.usage', 'cpu.user', 'cpu.system'];
  await f(three.slice(1), 2, 0);
  await f(three, 0, 0);
  await time.advance(29_999);
  await f(three, 0, 0);
  await time.advance(1);
  await f(three, 1, 0);
  const lastError = { time: start + 30_000, reason: 'answered HTTP 503: no healthy upstream' };
  assert.deepEqual(remote.status(), { url, up: false, lastSuccess: null, lastError });
  engine.answer = () => cpu('1');
  await f(three, 0, 0);
  await time.advance(30_000);
  await f(three.slice(2), 1, 1);
  await f(three, 3, 3);
  assert.deepEqual(remote.status(), { url, up: true, lastSuccess: start + 60_000, lastError });
});

test('RemoteEngine waits once for an engine that is silent, however much is asked', async () => {
  await using engine = await makeEngine(() => () => {});
  const remote = new RemoteEngine({ url: engine.url, timeoutMs: 200 }, clock);
  const metrics = ['cpu.usage', 'cpu.user', 'cpu.system', 'cpu.steal', 'cpu.cores', 'memory.used'];
  const first = await remote.rows(question({ metrics }));
  const second = await remote.rows(question({ metrics, stepMs: minute / 2 }));
  assert.deepEqual(first.problems, [`${new URL(engine.url).host} did not answer in 0.2 s`]);
  assert.deepEqual(second, first);
  assert.equal(engine.questions.length, 4);
});

test('RemoteEngine asks on where only a question was refused', async () => {
  await using engine = await makeEngine(() => ({
    status: 422,
    text: '{"status":"error","error":"too many"}',
  }));
  const remote = new RemoteEngine({ url: engine.url }, clock);
  await remote.rows(question());
  await remote.rows(question());
  assert.deepEqual([engine.questions.length, remote.status().up], [2, true]);
});
