import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { libvirtUnits } from '../sources/journal/config.ts';
import { InputError } from '../model/error.ts';
import { explain } from './config.ts';
import { inspectConfig, loadConfig, type LoadOptions } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-config-'));
after(() => rmSync(folder, { recursive: true }));

/** A directory like /etc/virtscope with these files. */
function system(name: string, files: Readonly<Record<string, string>>): string {
  const dir = join(folder, name);
  mkdirSync(join(dir, 'conf.d'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
  return dir;
}

const environment = { env: {}, home: '/home/ada', isRoot: false };
const load = (options: LoadOptions) => loadConfig({ environment, ...options });

const archives = [
  { rowMs: 5000, rows: 720 },
  { rowMs: 60_000, rows: 2880 },
  { rowMs: 600_000, rows: 4464 },
  { rowMs: 3_600_000, rows: 8784 },
  { rowMs: 86_400_000, rows: 366 },
];

describe('loadConfig()', () => {
  it('gives the defaults where there is no file', () => {
    const { settings, given: _given, ...config } = load({ systemDir: join(folder, 'absent') });
    assert.deepEqual(config, {
      listen: { host: '127.0.0.1', port: 8478 },
      access: { loopback: 'open', names: [], idleMs: 43_200_000 },
      behindProxy: { addresses: [], userHeader: null, groupsHeader: null, users: [], groups: [] },
      stateDir: '/home/ada/.local/state/virtscope',
      intervalMs: 5000,
      host: { enabled: true },
      libvirt: {
        uri: 'auto',
        inFlight: null,
        watchProcesses: true,
        guestAgent: { enabled: false, everyMs: 60_000 },
        facts: { everyMs: 300_000 },
        raw: { fields: 'none', perVm: 128 },
      },
      sources: [],
      demo: { guests: 12, when: 'auto' },
      history: {
        rows: 120,
        keep: true,
        syncRows: 1,
        archives: { VM: archives, host: archives, service: archives, source: archives },
      },
      alarms: { enabled: true, rules: [] },
      logs: {
        files: ['/var/log/libvirt/*.log', '/var/log/libvirt/qemu/*.log'],
        journal: { units: libvirtUnits },
      },
      remoteWrite: null,
      remoteQuery: null,
      tls: null,
    });
    assert.deepEqual(new Set(Object.values(settings).map(({ origin }) => origin)), new Set(['default']));
  });

  it('gives what is sent elsewhere, and refuses a password in an address', () => {
    const url = 'https://example.org/api/v1/write';
    const f = (value: string) =>
      load({ systemDir: folder, overrides: { 'remoteWrite.url': { value, origin: '--x' } } });
    assert.deepEqual(f(url).remoteWrite, { url, authorizationFile: null, tenant: null, instance: null });
    const refused = (value: string, shown: string): void => {
      const is = ` it is "${shown}"`;
      const isExpected = (error: unknown): boolean => error instanceof InputError && error.code === 'CONFIG_INVALID' && error.message.endsWith(is); // prettier-ignore
      assert.throws(() => f(value), isExpected, value);
    };
    refused('https://me:sec/r@et@example.org/', 'https://…@example.org/');
    refused('ftp://example.org/?token=secret', 'ftp://example.org/?…');
    refused('prometheus:9090', 'prometheus:9090');
  });

  it('gives the engine that is asked for what is older', () => {
    const url = 'https://example.org/prometheus';
    const f = (more: Record<string, string>) => {
      const given = Object.entries({ url, ...more }).map(([key, value]) => [`remoteQuery.${key}`, { value, origin: '--x' }]); // prettier-ignore
      return load({ systemDir: folder, overrides: Object.fromEntries(given) }).remoteQuery;
    };
    const none = { url, authorizationFile: null, tenant: null };
    assert.deepEqual(f({}), { ...none, instance: null, timeoutMs: 10_000 });
    const all = { authorizationFile: '/etc/token', tenant: 'lab', instance: 'h1', timeout: '2s' };
    assert.deepEqual(f(all), { url, authorizationFile: '/etc/token', tenant: 'lab', instance: 'h1', timeoutMs: 2000 }); // prettier-ignore
    assert.equal(f({ url: 'none' }), null);
    assert.throws(() => f({ timeout: '1h' }), { code: 'CONFIG_INVALID' });
  });

  it('lets conf.d win over virtscope.yaml, by name, and the command line over both', () => {
    const systemDir = system('layers', {
      'virtscope.yaml': 'interval: 10s\ndemo:\n  guests: 1\n  when: never\nhistory: {rows: 240}\n',
      'conf.d/20.yaml': 'demo:\n  guests: 3\n',
      'conf.d/10.yaml': 'demo:\n  guests: 2\n  when: always\n',
      'conf.d/notes.txt': 'not: read\n',
    });
    const overrides = { 'history.rows': { value: 60, origin: '--rows' } };
    const { intervalMs, demo, history, settings } = load({ systemDir, overrides });
    assert.equal(intervalMs, 10_000);
    assert.deepEqual(demo, { guests: 3, when: 'always' });
    assert.equal(history.rows, 60);
    assert.equal(settings['interval']?.origin, `${systemDir}/virtscope.yaml:1:1`);
    assert.equal(settings['demo.guests']?.origin, `${systemDir}/conf.d/20.yaml:2:3`);
    assert.equal(settings['demo.when']?.origin, `${systemDir}/conf.d/10.yaml:3:3`);
    assert.equal(settings['history.rows']?.origin, '--rows');
  });

  it('takes one value of history.archives for all classes, which a later file changes class by class', () => {
    const xapi = [[5000, 120], [60_000, 120], [3_600_000, 168], [86_400_000, 366]].map(([rowMs, rows]) => ({ rowMs, rows })); // prettier-ignore
    const one = system('one', { 'virtscope.yaml': 'history:\n  archives: xapi\n' });
    const { history, settings } = load({ systemDir: one });
    assert.deepEqual(history.archives, { VM: xapi, host: xapi, service: xapi, source: xapi });
    assert.equal(settings['history.archives.host']?.origin, `${one}/virtscope.yaml:2:13`);
    const later = system('later', {
      'virtscope.yaml': 'history: {archives: xapi}\n',
      'conf.d/vms.yaml': 'history: {archives: {VM: 1h 1m:2d 10m:31d 1h:366d 1d:366d}}\n',
    });
    assert.deepEqual(load({ systemDir: later }).history.archives, {
      VM: archives,
      host: xapi,
      service: xapi,
      source: xapi,
    });
    const wrong = system('one-wrong', { 'virtscope.yaml': 'history:\n  archives: rrd\ndemo: auto\n' });
    assert.deepEqual(
      inspectConfig({ systemDir: wrong, environment }).problems.map(({ at, message }) => `${at} ${message}`),
      [
        `${wrong}/virtscope.yaml:2:13 history.archives must be a span, then ROW:SPAN for each length of longer rows; or xapi: it is "rrd"`,
        `${wrong}/virtscope.yaml:3:7 demo must be a section with the keys guests, when`,
      ],
    );
  });

  it('reads a named file and no other', () => {
    const systemDir = system('named', { 'virtscope.yaml': 'interval: 10s\n', 'mine.yaml': 'state: data\n' });
    const config = load({ systemDir, file: join(systemDir, 'mine.yaml') });
    assert.equal(config.intervalMs, 5000);
    assert.equal(config.stateDir, join(systemDir, 'data'), 'relative to the file');
  });

  it('knows ~ as the home directory in a path', () => {
    const systemDir = system('home', { 'virtscope.yaml': 'state: ~/virt\n' });
    assert.equal(load({ systemDir }).stateDir, '/home/ada/virt');
  });

  it('refuses what it cannot read with CONFIG_INVALID and the place', () => {
    const systemDir = system('wrong', { 'virtscope.yaml': 'interval: 5\ndemo: 3\n' });
    const f = (options: LoadOptions, want: string): void => {
      assert.throws(
        () => load(options),
        (error) => error instanceof InputError && error.code === 'CONFIG_INVALID' && error.message === want,
        want,
      );
    };
    f(
      { systemDir },
      `Cannot read configuration: ${systemDir}/virtscope.yaml:1:11: ` +
        'interval must be a duration from 500ms to 10m, such as 5s: it is 5 (and 1 more: see virtscope config check)',
    );
    f(
      { file: join(folder, 'no.yaml') },
      `Cannot read configuration: ${join(folder, 'no.yaml')}: no such file`,
    );
    f({ file: folder }, `Cannot read configuration: ${folder}: it is a directory`);
    f(
      { systemDir: join(folder, 'absent'), overrides: { listen: { value: '80', origin: '--listen' } } },
      'Cannot read configuration: --listen: listen must be ADDRESS:PORT, such as 127.0.0.1:8478 or [::1]:8478: it is "80"',
    );
  });

  it('returns what cannot be changed', () => {
    const config = load({ systemDir: join(folder, 'absent') });
    assert.throws(() => Object.assign(config.libvirt.guestAgent, { enabled: true }), TypeError);
  });
});

describe('inspectConfig()', () => {
  it('lists every problem of every file, and the files', () => {
    const systemDir = system('many', { 'virtscope.yaml': 'a: 1\n', 'conf.d/b.yaml': 'b: 2\n' });
    const { config, files, problems } = inspectConfig({ systemDir, environment });
    assert.equal(config, null);
    assert.deepEqual(files, [`${systemDir}/virtscope.yaml`, `${systemDir}/conf.d/b.yaml`]);
    assert.deepEqual(
      problems.map(({ at }) => at),
      [`${systemDir}/virtscope.yaml:1:1`, `${systemDir}/conf.d/b.yaml:1:1`],
    );
  });
});

describe('explain()', () => {
  it('writes a file with the same values, with where each value came from', () => {
    const systemDir = system('explained', { 'virtscope.yaml': 'libvirt:\n  guestAgent:\n    every: 2m\n' });
    const config = load({ systemDir });
    const text = explain(config);
    assert.match(text, /^interval: 5s {2}# default$/m);
    assert.match(
      text,
      new RegExp(`^    every: 2m {2}# ${RegExp.escape(systemDir)}/virtscope.yaml:3:5$`, 'm'),
    );
    assert.match(text, /^ {4}# How often guest agents are asked\./m);

    writeFileSync(join(systemDir, 'again.yaml'), text);
    const { settings: _before, given: _all, ...before } = config;
    const { settings: _again, given: _same, ...again } = load({ file: join(systemDir, 'again.yaml') });
    assert.deepEqual(again, before);
  });
});
