import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { InputError } from '../model/error.ts';
import { checkConfig, type Config } from './config.ts';
import { loadConfig } from './load.ts';
import { nameOf } from './sources.ts';

describe('sources of the configuration', () => {
  let file: string;
  before(() => void (file = join(mkdtempSync(join(tmpdir(), 'virtscope-sources-')), 'v.yaml')));
  after(() => rmSync(join(file, '..'), { recursive: true }));

  function load(text: string): Config {
    writeFileSync(file, text);
    const config = loadConfig({ file });
    checkConfig(config);
    return config;
  }

  it('have the host of the URI as a name, and the interval of all, unless they say otherwise', () => {
    const { sources, settings } = load(
      'sources:\n- uri: qemu+ssh://root@h1/system\n- {uri: qemu+tcp://h2/system, name: b, interval: 10s, guestAgent: true}\n',
    );
    const rest = { kind: 'libvirt', interval: 5000, guestAgent: false };
    assert.deepEqual(sources, [
      { ...rest, uri: 'qemu+ssh://root@h1/system', name: 'h1' },
      { ...rest, uri: 'qemu+tcp://h2/system', name: 'b', interval: 10_000, guestAgent: true },
    ]);
    assert.equal(settings['sources[1].uri']?.origin, `${file}:3:4`);
  });

  it('are refused with the place of what is wrong', () => {
    const f = (element: string, code: string, want: RegExp): void => {
      const isExpected = (error: unknown): boolean => {
        assert.ok(error instanceof InputError);
        assert.deepEqual([error.code, error.message.includes(file)], [code, code === 'CONFIG_INVALID']);
        assert.match(error.message, want);
        return true;
      };
      assert.throws(() => load(`sources:\n- uri: qemu+ssh://h1/system\n- ${element}\n`), isExpected);
    };
    f('name: x', 'CONFIG_INVALID', /:3:3: sources\[1\]\.uri is missing/);
    f('uri: h2', 'CONFIG_INVALID', /:3:8: sources\[1\]\.uri must be a libvirt URI/);
    f(
      '{uri: "qemu+ssh://h2/system", name: "a b"}',
      'CONFIG_INVALID',
      /sources\[1\]\.name must be auto, or up to/,
    );
    f('{uri: "qemu+ssh://h2/system", name: host}', 'CONFIG_INVALID', /:3:3: Cannot name a source "host"/);
    f(
      '{uri: "qemu+ssh://h2/system", interval: 7s}',
      'CONFIG_INVALID',
      /:3:3: Cannot read source h2: its interval of 7s is no multiple/,
    );
    f('{uri: "esx://h2/system"}', 'CONFIG_INVALID', /:3:3: .*esx is not served by a libvirt daemon/);
    f('{uri: "qemu+ssh://-oProxyCommand=x/system"}', 'CONFIG_INVALID', /:3:3: /);
    f('{uri: "qemu+ssh://h1:22/system"}', 'SOURCE_DUPLICATE', /two sources with the name h1/);
    f('{uri: "qemu+ssh://h1/system", name: b}', 'SOURCE_DUPLICATE', /source b twice/);
  });
});

it('nameOf() gives a name that may be one', () => {
  const f = (uri: string, want: string): void => assert.equal(nameOf(uri), want);
  f('qemu+ssh://root@h1.example:2222/system', 'h1.example');
  f('qemu+tls://[fe80::1]/system', 'fe80--1');
  f('qemu:///session', 'local-qemu');
});
