import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { checkConfig, loadConfig, type Config } from '../../config/mod.ts';
import { systemClock as clock } from '../../model/clock.ts';
import type { NewConnection } from '../../model/connection.ts';
import { InputError, type ErrorCode } from '../../model/error.ts';
import { createPipeline, type Pipeline } from '../../pipeline/mod.ts';
import { openAlarms } from '../alarms.ts';
import { HostIds } from '../host-ids.ts';
import { AddedConnections } from './added.ts';
import { LiveConnections, type ConnectionsOptions } from './connections.ts';

const hostId = '6d6f7264-0000-4000-8000-0000000000f0';
/** Nothing listens there. */
const down = 'qemu+tcp://127.0.0.1:1/system';

describe('LiveConnections', () => {
  let stateDir: string;
  let opened: AsyncDisposableStack;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'virtscope-connections-'));
    opened = new AsyncDisposableStack();
  });
  afterEach(async () => {
    await opened.disposeAsync();
    rmSync(stateDir, { recursive: true });
  });

  function load(text: string): Config {
    const file = join(stateDir, 'v.yaml');
    writeFileSync(file, text);
    const config = loadConfig({ file, overrides: { state: { value: stateDir, origin: 'test' } } });
    checkConfig(config);
    return config;
  }

  /** The connections of a program with this configuration, as it starts; `next` is what the file says at a reload. */
  function start(
    text = '',
    next = text,
    {
      rules = () => null,
      certificate = null,
    }: Partial<Pick<ConnectionsOptions, 'rules' | 'certificate'>> = {},
  ): { connections: LiveConnections; pipeline: Pipeline } {
    const config = load(text);
    const hostIds = new HostIds({ id: hostId, hostname: 'here', isRead: true });
    const added = new AddedConnections(stateDir);
    const connections = opened.use(
      new LiveConnections({
        config,
        hostId,
        hostIds,
        onCall: () => {},
        first: null,
        kept: added.load(),
        added,
        load: () => load(next),
        certificate,
        rules,
      }),
    );
    const pipeline = createPipeline({
      consumers: [],
      clock,
      stepMs: config.intervalMs,
      onError: (error) => assert.fail(String(error)),
    });
    connections.start(pipeline);
    opened.defer(() => pipeline.stop());
    pipeline.start();
    return { connections, pipeline };
  }

  const asked = (own: Partial<NewConnection> = {}): NewConnection => {
    return { kind: 'libvirt', uri: down, name: null, intervalMs: null, ...own };
  };

  async function refused(code: ErrorCode, text: RegExp, act: () => Promise<unknown>): Promise<void> {
    await assert.rejects(act, (error: unknown) => {
      assert.ok(error instanceof InputError);
      assert.equal(error.code, code);
      assert.match(error.message, text);
      return true;
    });
  }

  it('reads one that is added at once and after a restart, until it is removed', async () => {
    const { connections, pipeline } = start();
    const { id, origin } = await connections.add(asked({ name: 'h1' }));
    assert.deepEqual([id, origin], ['h1', 'added']);
    assert.deepEqual(
      pipeline.sources().map((source) => source.id),
      ['h1'],
    );
    const again = start();
    assert.deepEqual(again.connections.all(), connections.all());
    await again.connections.remove('h1');
    assert.deepEqual([again.connections.all(), again.pipeline.sources()], [[], []]);
    assert.deepEqual(start().connections.all(), []);
  });

  it('refuses what is there already, has no name that may be one, or runs something', async () => {
    const { connections } = start(`sources: [{uri: "${down}", name: h1}]`);
    const f = (own: Partial<NewConnection>, code: ErrorCode, text: RegExp): Promise<void> =>
      refused(code, text, () => connections.add(asked(own)));
    const other = 'qemu+ssh://h2/system';
    await f({ name: 'b' }, 'SOURCE_DUPLICATE', /h1 has the same URI/);
    await f({ uri: other, name: 'h1' }, 'SOURCE_DUPLICATE', /the name is taken/);
    await f({ uri: other, name: '../x' }, 'CONFIG_INVALID', /Cannot name a source/);
    await f({ uri: other, name: 'host' }, 'CONFIG_INVALID', /but not host/);
    await f({ uri: other, intervalMs: 7000 }, 'CONFIG_INVALID', /no multiple of the interval of 5s/);
    await f({ uri: other, kind: 'xapi' }, 'CONFIG_INVALID', /its kind must be libvirt/);
    await f({ uri: other, kind: '__proto__' }, 'CONFIG_INVALID', /its kind must be libvirt/);
    await f({ uri: 'h2' }, 'CONFIG_INVALID', /must be a libvirt URI/);
    await f({ uri: 'qemu+ssh://-oProxyCommand=x/system' }, 'CONFIG_INVALID', /Cannot/);
    for (const name of [
      'command=x',
      'netcat=x',
      'keyfile=x',
      'proxy=netcat',
      'known_hosts=x',
      'socket=x',
      'no_verify=1',
    ])
      await f({ uri: `${other}?${name}` }, 'CONFIG_INVALID', /configuration file/);
    assert.deepEqual(
      connections.all().map(({ id }) => id),
      ['h1'],
    );
  });

  it('test() refuses what add() does, but for what is configured; nothing is added', async () => {
    const own = `${down}?no_verify=1`;
    const { connections } = start(`sources: [{uri: "${own}", name: h1}]`);
    const signal = new AbortController().signal;
    const f = (given: Partial<NewConnection>, text: RegExp): void =>
      assert.throws(() => connections.test(asked(given), signal), { code: 'CONFIG_INVALID', message: text });
    f({ uri: `${down}?no_verify=1&x=y` }, /configuration file/);
    f({ uri: 'qemu+ssh://-oProxyCommand=x/system' }, /Cannot/);
    f({ name: '../x' }, /Cannot name a source/);
    f({ intervalMs: 7000 }, /no multiple/);
    f({ kind: 'constructor' }, /its kind must be libvirt/);
    f({ uri: own, kind: 'constructor' }, /its kind must be libvirt/);
    for (const uri of [own, down]) {
      const results = await Array.fromAsync(connections.test(asked({ uri }), signal));
      assert.equal(results.find(({ outcome }) => outcome === 'failed')?.step, 'connection');
    }
    assert.deepEqual(
      connections.all().map(({ id }) => id),
      ['h1'],
    );
  });

  it('names the place of one that it does not remove', async () => {
    const { connections } = start(`sources:\n- uri: ${down}\n  name: h1\n`);
    await refused('SOURCE_FIXED', /v\.yaml:2:3; remove it there/, () => connections.remove('h1'));
    await refused('SOURCE_UNKNOWN', /there is none/, () => connections.remove('h2'));
    assert.throws(() => connections.retry('h2'), { code: 'SOURCE_UNKNOWN' });
    connections.retry('h1');
  });

  it('reload() takes what is new, leaves what is the same, and names keys that need a restart', async () => {
    const list = (...names: string[]): string =>
      `sources:\n${names.map((name) => `- {uri: "qemu+tcp://127.0.0.1:${name}/system", name: h${name}}\n`).join('')}`;
    const { connections, pipeline } = start(list('1', '2'), `${list('2', '3')}demo: {guests: 3}\n`);
    await connections.add(asked({ uri: 'qemu+tcp://127.0.0.1:4/system', name: 'mine' }));
    const kept = connections.sources.find(({ id }) => id === 'h2');
    assert.deepEqual(await connections.reload(), {
      added: ['h3'],
      removed: ['h1'],
      changed: [],
      certificate: false,
      rules: false,
      restart: ['demo.guests'],
    });
    assert.deepEqual(
      pipeline
        .sources()
        .map(({ id }) => id)
        .toSorted(),
      ['h2', 'h3', 'mine'],
    );
    assert.equal(
      connections.sources.find(({ id }) => id === 'h2'),
      kept,
    );
  });

  it('reload() of a wrong file changes nothing and names the place', async () => {
    const text = `sources: [{uri: "${down}", name: h1}]`;
    const { connections, pipeline } = start(text, 'sources:\n- uri: 5\n');
    await refused('CONFIG_INVALID', /v\.yaml:2:8: sources\[0\]\.uri must be/, () => connections.reload());
    assert.deepEqual(
      pipeline.sources().map(({ id }) => id),
      ['h1'],
    );
  });

  it('reload() puts rules of alarms into effect, unless anything of the reload is refused', async () => {
    const text = 'alarms: {rules: [own.yaml]}';
    const own = (amber: string): void => {
      writeFileSync(join(stateDir, 'own.yaml'), `rules: {vm.cpu: {amber: ${amber}}}`);
    };
    own('90%');
    const { alarms, prepare } = openAlarms(load(text), { entity: () => null, events: () => [] }, false);
    opened.defer(() => alarms.close());
    const amber = (): unknown => alarms.rules.rule('vm.cpu')?.conditions[0]?.levels.amber;
    let refusal: InputError | null = null;
    const certificate = {
      reload: () => {
        if (refusal) throw refusal;
        return false;
      },
    };
    const { connections } = start(text, `${text}\nsources: [{uri: "${down}", name: h1}]`, {
      rules: () => ({ prepare }),
      certificate,
    });
    assert.equal(amber(), 0.9);
    own('91%');
    refusal = new InputError('CERTIFICATE_INVALID', 'Cannot use certificate: of a test');
    await refused('CERTIFICATE_INVALID', /of a test/, () => connections.reload());
    assert.deepEqual([amber(), connections.all()], [0.9, []]);
    refusal = null;
    const { rules, added, restart } = await connections.reload();
    assert.deepEqual([rules, added, restart, amber()], [true, ['h1'], [], 0.91]);
    assert.equal((await connections.reload()).rules, false);
    own('none');
    await refused('CONFIG_INVALID', /own\.yaml:1/, () => connections.reload());
    assert.equal(amber(), 0.91);
  });

  it('reload() switches alarms off and on again', async () => {
    const { alarms, prepare } = openAlarms(load(''), { entity: () => null, events: () => [] }, false);
    opened.defer(() => alarms.close());
    const off = start('', 'alarms: {enabled: false}', { rules: () => ({ prepare }) });
    const { rules, restart } = await off.connections.reload();
    assert.deepEqual([rules, restart, alarms.rules.rules.length], [true, [], 0]);
    await start('', '', { rules: () => ({ prepare }) }).connections.reload();
    assert.ok(alarms.rules.rules.length > 0);
  });

  it('does not start with a list of added ones that it cannot read: it would forget hosts', () => {
    writeFileSync(join(stateDir, 'sources.json'), '{"virtscope":"sources","version":2}');
    assert.throws(() => start(), { code: 'CONFIG_INVALID' });
  });

  it('keeps what was asked for and nothing else', async () => {
    const { connections } = start();
    await connections.add(asked({ name: 'h1' }));
    const { sources } = JSON.parse(readFileSync(join(stateDir, 'sources.json'), 'utf8')) as {
      sources: unknown;
    };
    assert.deepEqual(sources, [{ id: 'h1', kind: 'libvirt', uri: down, intervalMs: 5000 }]);
  });
});
