import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Config } from '../config/mod.ts';
import { runCli, testIo } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-cli-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'virtscope.yaml');
const behind = join(folder, 'behind.yaml');
writeFileSync(file, 'interval: 10s\nlisten: 127.0.0.1:1\n');

describe('virtscope serve', () => {
  it('hands over the configuration with what its options say', async () => {
    const f = async (args: string, want: (config: Config) => unknown, value: unknown): Promise<void> => {
      let served: Config | null = null;
      const test = testIo();
      await runCli(['serve', '--config', file, ...args.split(' ').filter(Boolean)], test, async (config) => {
        served = config;
      });
      assert.equal(test.err(), '', args);
      assert.ok(served, args);
      assert.deepEqual(want(served), value, args);
    };
    const demo = ({ demo: { when, guests }, settings }: Config): unknown[] => [
      when,
      guests,
      settings['demo.when']?.origin,
    ];
    await f('', ({ intervalMs, listen }) => [intervalMs, listen.port], [10_000, 1]);
    await f('--listen localhost:0', ({ listen }) => listen, { host: 'localhost', port: 0 });
    writeFileSync(behind, 'listen: 192.0.2.7:80\nbehindProxy: { addresses: [192.0.2.1] }\n');
    await f(`--config ${behind}`, ({ listen }) => listen.host, '192.0.2.7');
    await f('--state /x/y', ({ stateDir }) => stateDir, '/x/y');
    await f('--libvirt test:///default', ({ libvirt }) => libvirt.uri, 'test:///default');
    await f('', demo, ['auto', 12, 'default']);
    await f('--demo', demo, ['always', 12, '--demo']);
    await f('--demo 500', demo, ['always', 500, '--demo']);
    await f('--no-demo', demo, ['never', 12, '--no-demo']);
  });

  it('exits with 1 and one line for what cannot be served', async () => {
    const f = async (args: string, want: string): Promise<void> => {
      const test = testIo();
      await runCli(['serve', ...args.split(' ')], test, () => Promise.reject(new Error('served')));
      assert.equal(test.err(), `error: ${want}\n`);
      assert.equal(test.exitCode(), 1);
    };
    const start = `--config ${file}`;
    await f('--config /no/such.yaml', 'Cannot read configuration: /no/such.yaml: no such file');
    await f(
      `${start} --listen 0.0.0.0:80`,
      'Cannot listen on 0.0.0.0:80: other machines could read along; set tls.certificate and tls.key, or behindProxy.addresses where a proxy has TLS',
    );
    await f(
      `${start} --demo many`,
      'Cannot read configuration: --demo: demo.guests must be a whole number from 1 to 10000: it is "many"',
    );
    await f(
      `${start} --demo 0`,
      'Cannot read configuration: --demo: demo.guests must be a whole number from 1 to 10000: it is 0',
    );
  });

  it('lets a bug through', async () => {
    const bug = new TypeError('a bug');
    await assert.rejects(
      runCli(['serve', '--config', file], testIo(), () => Promise.reject(bug)),
      bug,
    );
  });
});

describe('virtscope config', () => {
  it('check shows ok and what was read', async () => {
    const test = testIo();
    await runCli(['config', 'check', file], test);
    assert.equal(test.out(), `ok: ${file}\n`);
    assert.equal(test.exitCode(), 0);
  });

  it('check prints every problem with line and column and exits with 1', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'demo:\n  guest: 3\ninterval: fast\n');
    const test = testIo();
    await runCli(['config', 'check', wrong], test);
    assert.equal(
      test.err(),
      `${wrong}:2:3: unknown key "guest", did you mean "guests": known keys of demo are guests, when\n` +
        `${wrong}:3:11: interval must be a duration from 500ms to 10m, such as 5s: it is "fast"\n`,
    );
    assert.equal(test.out(), '');
    assert.equal(test.exitCode(), 1);
  });

  it('check refuses an address that serve would refuse', async () => {
    const exposed = join(folder, 'exposed.yaml');
    writeFileSync(exposed, 'listen: 0.0.0.0:80\n');
    const test = testIo();
    await runCli(['config', 'check', exposed], test);
    assert.match(test.err(), /^error: Cannot listen on 0\.0\.0\.0:80: /);
    assert.equal(test.exitCode(), 1);
  });

  it('explain prints the configuration in effect', async () => {
    const test = testIo();
    await runCli(['config', 'explain', file], test);
    assert.ok(test.out().includes(`interval: 10s  # ${file}:1:1\n`));
  });
});

describe('virtscope', () => {
  it('prints its version, and names the command that was meant', async () => {
    const test = testIo();
    await assert.rejects(runCli(['--version'], test), { code: 'commander.version' });
    assert.equal(test.out(), '1.2.3\n');
    await assert.rejects(runCli(['domstat'], test), { code: 'commander.unknownCommand' });
    assert.match(test.err(), /Did you mean domstats/);
  });
});
