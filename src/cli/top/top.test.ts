import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { writeEndlessly } from '../../../test/endless.ts';
import { runCli, testIo, type TestIo } from '../fixture.ts';
import { metrics } from './columns.ts';
import { inventory, makeTable, tableTime } from './fixture.ts';
import type { Table } from './table.ts';

const status = {
  demo: false,
  now: tableTime + 3,
  sources: [{ name: 'libvirt', target: 'qemu:///system', up: true, reason: null }],
  lookedFor: [{ target: 'qemu:///system', found: true, reason: null }],
};

interface FakeServer extends AsyncDisposable {
  readonly url: string;
  /** Streams of events that are open now. */
  readonly streams: Set<ServerResponse>;
  /** Resolves with the next reader of the stream. */
  nextStream(): Promise<ServerResponse>;
}

/** A server of `/status` and of one table, whose events the test writes itself. */
async function serve(table: Table = makeTable(inventory), answers = status): Promise<FakeServer> {
  const streams = new Set<ServerResponse>();
  const server = http.createServer((request: IncomingMessage, response: ServerResponse) => {
    const isStream = request.headers.accept === 'text/event-stream';
    response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
    if (isStream) {
      streams.add(response);
      response.on('close', () => streams.delete(response)).flushHeaders();
      server.emit('stream', response);
    } else {
      response.end(JSON.stringify(request.url === '/status' ? answers : table));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams,
    nextStream: async () => (await once(server, 'stream'))[0] as ServerResponse,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Waits until what the terminal was given since `from` has the text. */
async function seen(test: TestIo, text: string, from = 0): Promise<void> {
  while (!test.out().slice(from).includes(text)) await new Promise((resolve) => setImmediate(resolve));
}

describe('virtscope top --once and --json', () => {
  it('--once prints one table', async () => {
    await using server = await serve();
    const test = testIo();
    await runCli(
      ['top', '--once', '--server', server.url, '--sort', 'name', '--select', 'd or is:paused'],
      test,
    );
    assert.equal(test.err(), '');
    assert.equal(
      test.out(),
      [
        'virtscope  08:00:00 UTC  5 VMs: 2 running, 1 off, 1 not answering, 1 paused  every 5 s',
        '                                           ───────── memory ───────── ──── disk ───── ─── network ───',
        'NAME       STATE          %CPU VCPU %STEAL in guest     size  on host  read/s write/s    rx/s    tx/s    AGE WHY',
        'db         running          50    -      0 96.0 MiB        -  300 MiB     0 B     0 B 40.0 Gb     0 b    3 s',
        '東京-1     paused            0    -      -        -        -  2.0 GiB       -       -       -       -    3 s paused by a user',
        '2 of 5 VMs  sorted by name',
        '',
      ].join('\n'),
    );
  });

  it('--once shows that the data is demo, and what is down or was not found', async () => {
    await using server = await serve(makeTable([]), {
      demo: true,
      now: tableTime,
      sources: [{ name: 'libvirt', target: 'demo', up: false, reason: 'no \u001B[31manswer' as never }],
      lookedFor: [{ target: '/run/libvirt/libvirt-sock-ro', found: false, reason: 'no such file' as never }],
    });
    const test = testIo();
    await runCli(['top', '--once', '--server', server.url], test);
    assert.deepEqual(test.out().split('\n').slice(0, 3), [
      'virtscope  DEMO: no real VM is shown  08:00:00 UTC  no VMs  every 5 s',
      'libvirt (demo) is down: no \uFFFD[31manswer',
      'no hypervisor found: /run/libvirt/libvirt-sock-ro: no such file',
    ]);
  });

  it('--json prints the table of the server, with nothing a terminal would obey', async () => {
    const table = makeTable([{ name: 'a\u009B2J', cpu: 0.25 }]);
    await using server = await serve(table);
    const test = testIo();
    await runCli(['top', '--json', '--server', server.url], test);
    assert.deepEqual(JSON.parse(test.out()), table);
    assert.ok(test.out().includes('a\\u009b2J'));
  });

  it('asks for the columns it shows, below the path of the address', async () => {
    const asked: (string | undefined)[] = [];
    const server = http.createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(makeTable([])));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await runCli(['top', '--json', '--server', `127.0.0.1:${port}/behind/proxy`], testIo());
    assert.deepEqual(asked, [`/behind/proxy/metrics/VM?columns=${metrics.join(',')}&facts=vcpus,memory`]);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
});

describe('virtscope top without what it needs', () => {
  const f = async (
    args: readonly string[],
    want: RegExp,
    size = { columns: 80, rows: 24 },
  ): Promise<void> => {
    const test = testIo(size);
    await runCli(['top', ...args], test);
    assert.match(test.err(), want);
    assert.equal(test.err().split('\n').length, 2, 'one line');
    assert.deepEqual([test.out(), test.exitCode()], ['', 1]);
  };

  it('shows in one line that no server answers, and what to do', async () => {
    const gone = await serve();
    await gone[Symbol.asyncDispose]();
    const want =
      /^error: Cannot reach http:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED .*; start a server with "virtscope serve", or name one with --server URL\n$/;
    await f(['--server', gone.url], want);
    await f(['--server', gone.url, '--once'], want);
    await f(['--server', gone.url, '--json'], want);
  });

  it('reports a server that is not virtscope', async () => {
    const answer = async (code: number, type: string, body: string, want: RegExp): Promise<void> => {
      const server = http.createServer((_, response) =>
        response.writeHead(code, { 'content-type': type }).end(body),
      );
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      await f(['--json', '--server', `http://127.0.0.1:${(server.address() as AddressInfo).port}`], want);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
    await answer(200, 'text/html', '<html>', /it answers with "text\/html"; is it a virtscope server\?/);
    await answer(200, 'application/json', '{}', /its answer is no table of VMs; is it a virtscope server\?/);
    await answer(200, 'application/json', 'oops', /its answer is no table of VMs/);
    await answer(
      404,
      'application/problem+json',
      '{"detail":"Cannot find it\\n"}',
      /status 404, Cannot find it\uFFFD?\n/,
    );
    await answer(500, 'text/plain', 'x', /status 500\n/);
  });

  it('hangs up on an answer that does not end', async () => {
    const closed: Promise<void>[] = [];
    const server = http.createServer(({ url }, response) => {
      const code = url?.startsWith('/status') ? 200 : 500;
      closed.push(writeEndlessly(response.writeHead(code, { 'content-type': 'application/json' })));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await f(['--json', '--server', address], /status 500\n/);
    await f(['--once', '--server', address], /it answers with more than 64 MB\n/);
    await Promise.all(closed);
    server.close();
    await once(server, 'close');
  });

  it('refuses an address that is none, and a column that is none', async () => {
    const hint = /^error: Cannot read selector: nothing is called "hots", did you mean host: /;
    for (const option of ['--select', '--filter']) await f([option, 'hots:a'], hint);
    await f(['--server', 'ftp://x'], /Cannot use server "ftp:\/\/x": not an address like/);
    await f(['--server', 'http://'], /Cannot use server "http:\/\/": not an address like/);
    await assert.rejects(runCli(['top', '--sort', 'colour'], testIo()), /CommanderError/);
  });

  it('needs a terminal to be live', async () => {
    const test = testIo();
    await runCli(['top', '--server', 'http://127.0.0.1:1'], test);
    assert.equal(test.err(), 'error: Cannot show top: not on a terminal; use --once or --json\n');
    assert.equal(test.exitCode(), 1);
  });
});

describe('virtscope top on a terminal', { timeout: 20_000 }, () => {
  it('follows the table and obeys the keyboard, and gives the terminal back', async () => {
    await using server = await serve();
    const test = testIo({ columns: 100, rows: 12 }, { NO_COLOR: '1' });
    const running = runCli(['top', '--server', server.url], test);
    const stream = await server.nextStream();
    await seen(test, 'waiting for the first answer');
    assert.equal(test.stdin.isRaw, true);

    stream.write(
      event(
        'table',
        makeTable([
          { name: 'web', cpu: 0.5 },
          { name: 'db', cpu: 0.25 },
        ]),
      ),
    );
    await seen(test, '2 VMs: 2 running');
    let from = test.out().length;
    stream.write(event('values', { time: tableTime + 5, columns: { 'cpu.cores': [0.75, 0.25] } }));
    await seen(test, ' 75 ', from);

    from = test.out().length;
    test.stdin.write('/db\r');
    await seen(test, '1 of 2 VMs', from);
    from = test.out().length;
    test.stdin.write(' ');
    await seen(test, 'FROZEN, 0 behind', from);
    stream.write(event('values', { time: tableTime + 10, columns: { 'cpu.cores': [0, 9] } }));
    await seen(test, 'FROZEN, 1 behind', from);
    assert.ok(!test.out().includes(' 900 '));
    test.stdin.write(' ');
    await seen(test, ' 900 ', from);

    from = test.out().length;
    test.resize(40, 5);
    await seen(test, '\u001B[2J', from);
    test.stdin.write('q');
    await running;
    assert.ok(test.out().endsWith('\u001B[?7h\u001B[?25h\u001B[?1049l'));
    assert.deepEqual([test.stdin.isRaw, test.exitCode(), test.err()], [false, 0, '']);
  });

  it('ignores events that are broken or of other rows', async () => {
    await using server = await serve();
    const test = testIo({ columns: 100, rows: 12 });
    const running = runCli(['top', '--server', server.url], test);
    const stream = await server.nextStream();
    stream.write(event('values', { time: 1, columns: {} }));
    stream.write('event: table\ndata: {broken\n\n');
    stream.write(event('table', { ids: 3 }));
    stream.write(event('gap', { gap: 3 }));
    stream.write(event('table', makeTable([{ name: 'web', cpu: 0.5 }])));
    await seen(test, '1 VM: 1 running');
    stream.write(event('values', { time: 1, columns: { 'cpu.cores': [1, 2] } }));
    stream.write(event('values', { time: tableTime, columns: { 'cpu.cores': [0.33] } }));
    await seen(test, ' 33 ');
    test.end();
    await running;
    assert.equal(test.exitCode(), 0);
  });

  it('shows that the connection is lost and keeps what it has', async () => {
    await using server = await serve();
    const test = testIo({ columns: 100, rows: 12 });
    const running = runCli(['top', '--server', server.url], test);
    const stream = await server.nextStream();
    stream.write(event('table', makeTable([{ name: 'web', cpu: 0.5 }])));
    await seen(test, '1 VM: 1 running');
    const from = test.out().length;
    stream.end();
    await seen(test, 'no connection for 0 s, trying again: the server ended the connection', from);
    await seen(test, 'web', from);
    test.stdin.write('\u0003');
    await running;
  });

  it('shows what the server refuses in its words, and asks again as soon as another selector is typed', async () => {
    const detail = 'Cannot read columns: 65 names, at most 64';
    const server = http.createServer(({ url }, response) => {
      if (url === '/status') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(status));
      } else if (url?.includes('cpu.3.usage')) {
        response
          .writeHead(400, { 'content-type': 'application/problem+json' })
          .end(JSON.stringify({ detail }));
      } else {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(event('table', makeTable([{ name: 'web', cpu: 0.5 }])));
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const test = testIo({ columns: 160, rows: 12 });
    const running = runCli(['top', '--server', `127.0.0.1:${port}`, '--select', 'cpu.3.usage>1%'], test);
    await seen(test, `no values for 0 s, trying again: Cannot read VMs of http://127.0.0.1:${port}: status 400, ${detail}`); // prettier-ignore
    assert.ok(!test.out().includes('no connection'));
    test.stdin.write('/cpu>1%\r');
    await seen(test, '1 VM: 1 running');
    test.stdin.write('q');
    await running;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
});
