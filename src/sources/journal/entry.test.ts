import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lineOf, type Entry } from './entry.ts';

test('recorded entries are lines with their time, severity, program and machine', () => {
  const sample = readFileSync(new URL('../../../test/fixtures/logs/journal.jsonl', import.meta.url), 'utf8');
  const entries = sample.trim().split('\n').map((text) => JSON.parse(text) as Record<string, string>); // prettier-ignore
  for (const entry of entries) {
    const { text, severity, unit, host, time } = lineOf(entry, 0);
    assert.equal(text, entry['MESSAGE']);
    assert.deepEqual(
      [String(severity), unit, host],
      [entry['PRIORITY'], entry['SYSLOG_IDENTIFIER'], entry['_HOSTNAME']],
    );
    assert.equal(String(Math.round(time * 1000)), entry['__REALTIME_TIMESTAMP']);
  }
});

test('a message in each of its shapes is a text', () => {
  const f = (message: unknown, text: string, { cut = false, escaped = false } = {}): void => {
    const line = lineOf({ MESSAGE: message }, 0);
    assert.deepEqual([line.text, line.cut, line.escaped], [text, cut, escaped]);
  };
  f('a\nb', 'a\nb');
  f([...Buffer.from('\u001b[31mé')], '\u001b[31mé');
  f([0x61, 0xff], 'a\\xff', { escaped: true });
  f(['a', [0x62, 0], null, 'c'], 'a\nb\0\n\nc');
  f(null, '', { cut: true });
  f(undefined, '');
  f(`${'x'.repeat(16_383)}é`, 'x'.repeat(16_383), { cut: true });
});

test('the VM is that of its scope, and what an entry does not say is null', () => {
  const f = (entry: Entry, unit: string | null, vm: string | null): void => {
    const line = lineOf(entry, 0);
    assert.deepEqual([line.unit, line.vm], [unit, vm]);
  };
  const scope = 'machine-qemu\\x2d7\\x2ddb\\x2d1.scope';
  f({ _SYSTEMD_UNIT: scope, SYSLOG_IDENTIFIER: 'qemu' }, scope, 'db-1');
  f({ _SYSTEMD_UNIT: 'libvirtd.service' }, 'libvirtd.service', null);
  f({ SYSLOG_IDENTIFIER: 'kernel' }, 'kernel', null);
  f({}, null, null);
  assert.deepEqual(
    [lineOf({ PRIORITY: '8' }, 0).severity, lineOf({}, 0).severity, lineOf({}, 0).host],
    [null, null, null],
  );
});
