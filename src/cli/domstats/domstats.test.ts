import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodePayload, PARAM_TYPE, procedures, type WireStatsRecord } from '@virtscope/libvirt/wire';
import type { Answers, FakeDaemon } from '../../../packages/libvirt/test/fake-daemon.ts';
import { freshFolder, listen, OPENING } from '../../../packages/libvirt/test/listen.ts';
import { sessions, type Session } from '../../../test/conformance/libvirt/sessions.ts';
import { runCli, testIo, type TestIo } from '../fixture.ts';

const bulk = procedures.CONNECT_GET_ALL_DOMAIN_STATS;
const recordings = new Map(
  sessions().flatMap((one) => (one.name.startsWith('domstats-') ? [[one.name, one]] : [])),
);
const web = { name: 'web', uuid: '00000000-0000-4000-8000-000000000001', id: 7 };
const four = { name: '4', uuid: '00000000-0000-4000-8000-000000000002', id: -1 };
const none: Answers = { CONNECT_GET_ALL_DOMAIN_STATS: () => ({ records: [] }) };
const domainError = { code: 42, message: 'Domain not found' };

/** Runs `domstats` against a daemon; what the daemon does not answer it refuses with `domainError`. */
async function domstats(
  args: readonly string[],
  answers: Answers,
  test: TestIo = testIo(),
  refusal: { code: number; message: string } = domainError,
): Promise<{ out: string; err: string; exitCode: number; daemon: FakeDaemon | undefined }> {
  await using folder = await freshFolder();
  const path = `${folder.path}/sock`;
  const lookups = ['DOMAIN_LOOKUP_BY_ID', 'DOMAIN_LOOKUP_BY_UUID', 'DOMAIN_LOOKUP_BY_NAME'] as const;
  const refuse = async (name: (typeof lookups)[number] | 'CONNECT_GET_ALL_DOMAIN_STATS'): Promise<void> => {
    for (let nth = 0; ; nth++) {
      const daemon = server.daemons[0] as FakeDaemon;
      daemon.fail(await daemon.call(name, nth), refusal);
    }
  };
  const ready = (): void => {
    for (const name of [...lookups, 'CONNECT_GET_ALL_DOMAIN_STATS'] as const)
      if (!answers[name]) refuse(name).catch(() => {});
  };
  await using server = await listen({ ...OPENING, ...answers }, { path, ready });
  await runCli(['domstats', '--connect', `qemu+unix:///system?socket=${path}`, ...args], test);
  return { out: test.out(), err: test.err(), exitCode: test.exitCode(), daemon: server.daemons[0] };
}

function requestOf(session: Session | undefined): unknown {
  const call = session?.calls.find(({ frame }) => frame.procedure === bulk.number);
  return decodePayload(bulk.args, call?.frame.payload ?? new Uint8Array());
}

function replyOf(session: Session | undefined): { records: WireStatsRecord[] } {
  const reply = session?.replies.find(({ frame }) => frame.procedure === bulk.number);
  return decodePayload(bulk.reply, reply?.frame.payload ?? new Uint8Array());
}

describe('virtscope domstats, where virsh was recorded', () => {
  const f = (name: string, ...args: string[]): void => {
    it(`asks and prints as virsh domstats ${args.join(' ')} did (${name})`, async () => {
      const session = recordings.get(name);
      const requests: unknown[] = [];
      const answers: Answers = {
        CONNECT_GET_ALL_DOMAIN_STATS: (asked) => (requests.push(asked), replyOf(session)),
      };
      const { out, err, exitCode } = await domstats(args, answers);
      assert.deepEqual(requests, [requestOf(session)]);
      assert.equal(out, session?.printed);
      assert.deepEqual([err, exitCode], ['', 0]);
      recordings.delete(name);
    });
  };
  f('domstats-all', '--raw');
  for (const group of 'state cpu-total balloon vcpu interface block perf iothread memory dirtyrate vm'.split(
    ' ',
  )) {
    f(`domstats-${group}`, '--raw', `--${group}`);
  }
  f('domstats-nowait-hung-lab005', '--nowait');

  it('left no recording out', () => assert.deepEqual([...recordings.keys()], []));
});

describe('virtscope domstats', () => {
  it('looks domains up by id, UUID and name, in that order, and asks for them in one call', async () => {
    const asked: unknown[] = [];
    const answers: Answers = {
      DOMAIN_LOOKUP_BY_ID: ({ value }) => ({ domain: { ...web, id: value } }),
      DOMAIN_LOOKUP_BY_UUID: ({ uuid }) => ({ domain: { ...web, uuid } }),
      DOMAIN_LOOKUP_BY_NAME: ({ text }) => ({ domain: { ...web, name: text } }),
      CONNECT_GET_ALL_DOMAIN_STATS: ({ domains }) => (asked.push(...domains), { records: [] }),
    };
    const uuid = 'AAAAAAAA-0000-4000-8000-000000000001';
    // As virsh 9.0 takes them, by strtol(3): blanks and a plus before an id, none after it.
    const ids = ['7', '007', ' 7', '\t+7'];
    const names = ['7 ', '0x7', '2147483648', ` ${uuid}`];
    await domstats(['--state', uuid, '--domain', 'db', 'web', ...ids, ...names], answers);
    assert.deepEqual(asked, [
      { ...web, name: 'db' },
      { ...web, uuid: uuid.toLowerCase() },
      web,
      ...ids.map(() => Object.assign({}, web, { id: 7 })),
      ...names.map((name) => Object.assign({}, web, { name })),
    ]);
  });

  it('takes a number for a name where no domain has that id', async () => {
    const asked: unknown[] = [];
    const answers: Answers = {
      DOMAIN_LOOKUP_BY_NAME: () => ({ domain: four }),
      CONNECT_GET_ALL_DOMAIN_STATS: ({ domains }) => (asked.push(...domains), { records: [] }),
    };
    const { err } = await domstats(['4'], answers);
    assert.deepEqual([asked, err], [[four], '']);
  });

  it('shows in the words of virsh that a domain is unknown, and asks for no statistics', async () => {
    const { out, err, exitCode, daemon } = await domstats(['nosuch', 'web'], none);
    assert.deepEqual([out, err, exitCode], ['\n', "error: failed to get domain 'nosuch'\n", 1]);
    assert.ok(!daemon?.received.some(({ procedure }) => procedure === bulk.number));
  });

  it('passes on why the hypervisor refuses', async () => {
    const refusal = {
      code: 74,
      message: 'argument unsupported: Stats types bits 0x2\u001B[2J are not supported',
    };
    const { out, err, exitCode } = await domstats(['--enforce', '--cpu-total'], {}, testIo(), refusal);
    assert.deepEqual(
      [out, err, exitCode],
      ['\n', 'error: argument unsupported: Stats types bits 0x2\uFFFD[2J are not supported\n', 1],
    );
  });

  it('prints one empty line where there is no domain, and none with --quiet', async () => {
    assert.equal((await domstats(['--list-other'], none)).out, '\n');
    assert.equal((await domstats(['--quiet'], none)).out, '');
  });

  it('shows what it tried where nothing answers', async () => {
    const test = testIo();
    await runCli(['domstats', '-c', 'qemu+unix:///system?socket=/nowhere/sock'], test);
    assert.equal(
      test.err(),
      'error: failed to connect to the hypervisor\n' +
        'error: Cannot connect to libvirt: /nowhere/sock (connect ENOENT /nowhere/sock)\n',
    );
    assert.deepEqual([test.out(), test.exitCode()], ['', 1]);
  });

  it('takes the hypervisor from the environment, that of virsh first', async () => {
    const f = async (env: Record<string, string>, want: RegExp): Promise<void> => {
      const test = testIo(null, env);
      await runCli(['domstats'], test);
      assert.match(test.err(), want);
    };
    const LIBVIRT_DEFAULT_URI = 'qemu+unix:///system?socket=/nowhere/a';
    await f({ LIBVIRT_DEFAULT_URI }, /\/nowhere\/a/);
    await f(
      { LIBVIRT_DEFAULT_URI, VIRSH_DEFAULT_CONNECT_URI: 'qemu+unix:///system?socket=/nowhere/b' },
      /\/nowhere\/b/,
    );
    await f({ LIBVIRT_DEFAULT_URI: 'nonsense' }, /"nonsense": not a URI/);
  });

  it('gives up after --timeout and shows what can be done', async () => {
    await using folder = await freshFolder();
    const path = `${folder.path}/sock`;
    await using _server = await listen(OPENING, { path });
    const test = testIo();
    await runCli(['domstats', '-c', `qemu+unix:///system?socket=${path}`, '--timeout', '0.05'], test);
    assert.match(
      test.err(),
      /^error: Cannot get statistics: no answer within 0\.05 s\nerror: A QEMU may hang: /,
    );
    assert.equal(test.exitCode(), 1);
  });

  it('keeps a hostile name off a terminal, and whole in a pipe', async () => {
    const records = [{ domain: { ...web, name: 'a\u009B2J' }, params: [] }];
    const answers: Answers = { CONNECT_GET_ALL_DOMAIN_STATS: () => ({ records }) };
    assert.equal((await domstats([], answers)).out, "Domain: 'a\u009B2J'\n\n");
    const terminal = testIo({ columns: 80, rows: 24 });
    assert.equal((await domstats([], answers, terminal)).out, "Domain: 'a\uFFFD2J'\n\n");
  });

  it('writes JSON with the hierarchy in the names, 64 bits exact, and marks a partial record', async () => {
    const answers: Answers = {
      CONNECT_GET_ALL_DOMAIN_STATS: () =>
        replyOf(sessions().find(({ name }) => name === 'domstats-nowait-hung-lab005')),
    };
    const { out } = await domstats(['--json', '--nowait'], answers);
    const { domains } = JSON.parse(out) as {
      domains: { name: string; partial: string | null; block: unknown }[];
    };
    const partial = domains.filter((domain) => domain.partial !== null).map(({ name }) => name);
    assert.deepEqual(partial, ['lab005']);

    const params = [{ field: 'cpu.time', type: PARAM_TYPE.ullong, value: 2n ** 64n - 1n }];
    const exact: Answers = { CONNECT_GET_ALL_DOMAIN_STATS: () => ({ records: [{ domain: web, params }] }) };
    assert.match((await domstats(['--json'], exact)).out, /"cpu":\{"time":18446744073709551615\}/);
  });

  it('writes XML, and nothing a terminal would obey', async () => {
    const params = [{ field: 'state.state', type: PARAM_TYPE.int, value: 1 }];
    const records = [{ domain: { ...web, name: '<\u009B>' }, params }];
    const answers: Answers = { CONNECT_GET_ALL_DOMAIN_STATS: () => ({ records }) };
    const { out } = await domstats(['--xml'], answers);
    assert.ok(out.startsWith("<domainstats><domain name='&lt;&#x9b;&gt;' "), out);
    assert.ok(out.includes('<state>running</state>'), out);
  });

  it('refuses options that make no sense together or at all', async () => {
    const f = async (args: string[], want: RegExp): Promise<void> => {
      const test = testIo();
      await assert.rejects(runCli(['domstats', ...args], test), /^CommanderError/);
      assert.match(test.err(), want);
    };
    await f(['--json', '--xml'], /'--json' cannot be used with option '--xml'/);
    await f(['--timeout', 'soon'], /It must be a number of seconds/);
    await f(['--timeout', '0'], /It must be a number of seconds/);
    await f(['--cpu'], /unknown option '--cpu'/);
  });
});
