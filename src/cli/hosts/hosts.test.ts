import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { Source, StepResult } from '../../api/wire/sources.ts';
import { TEST_STEPS } from '../../model/connection.ts';
import { runCli, testIo, type TestIo } from '../fixture.ts';

const h1: Source = {
  id: 'h1',
  uri: '/sources/h1',
  metrics: '/metrics/source/h1',
  kind: 'libvirt',
  target: 'qemu+ssh://root@h1/system',
  interval: 5,
  guestAgent: false,
  origin: 'added',
  at: null,
  up: true,
  reason: null,
  since: 0,
  host: { id: 'f00d', name: 'rack1', uri: '/hosts/f00d' },
};
const at = '/etc/virtscope/conf.d/20-hosts.yaml:12:3';
const reason = 'Cannot reach libvirt at h2 by ssh: nothing listens at h2 port 22; start sshd on the host';
const target = 'qemu+ssh://h2/system?keyfile=/home/me/.ssh/virtscope';
/** A source that has been as it is for two minutes when it is asked for. */
function current(source: Source): Source {
  return { ...source, since: Date.now() / 1000 - 120 };
}

const h2: Source = { ...h1, id: 'h2', target, origin: 'file', at, up: false, reason, host: null };

function steps(failed: StepResult['step'] | null): StepResult[] {
  const index = failed === null ? TEST_STEPS.length : TEST_STEPS.indexOf(failed);
  return TEST_STEPS.map((step, i) => {
    if (i < index) return { step, outcome: 'ok', text: null, remedy: null };
    if (i > index) return { step, outcome: 'skipped', text: null, remedy: null };
    const text = 'the host key is \u001B[2Jnot known on this machine, which it was never before';
    return { step, outcome: 'failed', text, remedy: `run "ssh root@h1"${', and again'.repeat(6)}` };
  });
}

interface FakeServer extends AsyncDisposable {
  readonly url: string;
  /** `METHOD path body` of what was asked. */
  readonly asked: string[];
}

/** A server whose test has these steps; without its end where they are cut. */
async function serve(results: readonly StepResult[], end = true): Promise<FakeServer> {
  const asked: string[] = [];
  const answer = (method: string, url: string): [status: number, body: unknown] => {
    if (url === '/status') return [200, { demo: true }];
    if (url === '/sources' && method === 'GET') return [200, [h1, h2].map(current)];
    if (url === '/sources/h2') return [409, { detail: `Cannot remove source h2: it is configured in ${at}` }];
    if (url === '/reload')
      return [
        200,
        {
          added: ['h3'],
          removed: [],
          changed: ['h2'],
          certificate: true,
          rules: true,
          restart: ['demo.guests'],
        },
      ];
    return [200, current(h1)];
  };
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '' } = request;
      asked.push(`${method} ${url} ${body}`.trimEnd());
      if (url === '/sources/test') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const one of results) response.write(`event: step\ndata: ${JSON.stringify(one)}\n\n`);
        response.end(end ? 'event: end\ndata: {}\n\n' : '');
        return;
      }
      const [status, value] = answer(method, url);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function run(server: FakeServer, args: readonly string[], test = testIo()): Promise<TestIo> {
  await runCli([...args, '--server', server.url], test);
  return test;
}

describe('virtscope hosts', () => {
  it('lists all with state, host, place and reason, within 80 columns of a terminal', async () => {
    await using server = await serve([]);
    const plain = (await run(server, ['hosts', 'list'])).out();
    assert.equal(
      plain,
      `NAME STATE SINCE HOST  FROM                                     URI
h1   up    2 min rack1 added                                    qemu+ssh://root@h1/system
h2   down  2 min -     ${at} ${target}
  ${reason}
`,
    );
    const small = (
      await run(server, ['hosts', 'list'], testIo({ columns: 80, rows: 24 }, { NO_COLOR: '1' }))
    ).out();
    // oxlint-disable-next-line no-control-regex
    for (const line of small.replaceAll(/\u001B\[\d+m/g, '').split('\n')) assert.ok(line.length <= 80, line);
    assert.match(small, /^h2 +down +2 min - +file +qemu\+ssh:\/\/h2\/system\?keyfile=.*…$/m);
    const json = (await run(server, ['hosts', 'list', '--json'])).out();
    const listed = (JSON.parse(json) as Source[]).map((one) => Object.assign(one, { since: 0 }));
    assert.deepEqual(listed, [h1, h2]);
  });

  it('adds one whose test passes, with what is asked for', async () => {
    await using server = await serve(steps(null));
    const test = await run(server, ['hosts', 'add', h1.target, '--name', 'h1', '--interval', '10s']);
    const body = JSON.stringify({ target: h1.target, name: 'h1', interval: 10 });
    assert.deepEqual(server.asked, [`POST /sources/test ${body}`, `POST /sources ${body}`, 'GET /status']);
    assert.match(
      test.out(),
      /^ok {6}name lookup\n(?:ok.*\n){7}added h1: qemu\+ssh:\/\/root@h1\/system, every 5s\n/,
    );
    assert.match(test.out(), /the demo hypervisor is left out/);
    assert.equal(test.exitCode(), 0);
  });

  it('adds none whose test fails, and explains; with --no-test it does', async () => {
    await using server = await serve(steps('host-key'));
    const test = await run(server, ['hosts', 'add', h1.target], testIo({ columns: 60, rows: 24 }));
    assert.equal(server.asked.length, 1);
    assert.equal(test.exitCode(), 1);
    const red = `\u001B[31mfailed  \u001B[39m`;
    assert.ok(
      test.out().includes(`${red}host key: the host key is \uFFFD[2Jnot known on this\n        machine,`),
    );
    assert.match(test.out(), /^ {8}run "ssh root@h1"(, and again){6}$/m);
    assert.match(test.err(), /^error: Cannot add qemu\S+: its test failed at step host key; --no-test/);
    await run(server, ['hosts', 'add', h1.target, '--no-test']);
    assert.deepEqual(server.asked.slice(1), [
      `POST /sources ${JSON.stringify({ target: h1.target })}`,
      'GET /status',
    ]);
  });

  it('tests a URI, or what is configured by its name', async () => {
    await using server = await serve(steps(null));
    await run(server, ['hosts', 'test', 'h2']);
    assert.deepEqual(server.asked, ['GET /sources', `POST /sources/test ${JSON.stringify({ target })}`]);
    const none = await run(server, ['hosts', 'test', 'h3']);
    assert.match(none.err(), /^error: Cannot find h3: none is configured/);
    await using cut = await serve(steps(null).slice(0, 3), false);
    const broken = await run(cut, ['hosts', 'test', h1.target]);
    assert.match(broken.err(), /it ended before the test did/);
    assert.equal(broken.exitCode(), 1);
  });

  it('shows what the server refuses in its own words', async () => {
    await using server = await serve([]);
    const test = await run(server, ['hosts', 'remove', 'h2']);
    assert.equal(test.err(), `error: Cannot remove source h2: it is configured in ${at}\n`);
    assert.equal((await run(server, ['hosts', 'remove', 'h1'])).out(), 'removed h1; its history stays\n');
    const wrong = await run(server, ['hosts', 'add', h1.target, '--interval', 'soon']);
    assert.match(wrong.err(), /Cannot use interval "soon"/);
  });

  it('reloads, and names what is in effect after a restart', async () => {
    await using server = await serve([]);
    const test = await run(server, ['reload']);
    assert.equal(
      test.out(),
      'added h3\nchanged h2\nchanged the certificate\nchanged the rules of alarms\ndemo.guests is in effect after a restart\n',
    );
  });
});
