import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { parseSelector } from './mod.ts';
import { suggest } from './suggest.ts';

const known = {
  names: ['web1', 'web 2', 'db1'],
  hosts: ['rack1', 'rack2'],
  tags: ['prod', 'test'],
  facts: { os: ['Debian 13'] },
};
/** The texts that come of choosing each suggestion; `|` is the cursor. */
const chosen = (text: string): string[] => {
  const cursor = text.indexOf('|');
  const typed = text.replace('|', '');
  return suggest(typed, cursor, known).map(
    ({ from, to, text: instead }) => typed.slice(0, from) + instead + typed.slice(to),
  );
};

it('completes the word at the cursor: names of fields, then of machines', () => {
  assert.deepEqual(chosen('ho|'), ['host:', 'hostname:']);
  assert.deepEqual(chosen('a -(ta| b'), ['a -(tag: b', 'a -(tags: b']);
  assert.deepEqual(chosen('upt|'), ['uptime>']);
  assert.ok(chosen('memory.|').includes('memory.used>'));
  assert.deepEqual(chosen('web|'), ['web1', '"web 2"']);
  assert.deepEqual(chosen('"web 2|'), ['"web 2"']);
  assert.equal(chosen('|')[0], 'is:');
  assert.deepEqual(chosen('zzz|'), []);
});

it('offers no metric where none is compared', () => {
  const f = (text: string, want: readonly string[]): void => {
    const found = suggest(text, text.length, { hasMetrics: false });
    assert.deepEqual(found.map((one) => one.text), want, text); // prettier-ignore
  };
  f('st', ['started>']);
  f('memory.', []);
  f('upt', ['uptime>']);
});

it('completes values and units', () => {
  assert.deepEqual(chosen('host:|'), ['host:rack1', 'host:rack2']);
  assert.deepEqual(chosen('x tag:te|'), ['x tag:test']);
  assert.deepEqual(chosen('is:pau|'), ['is:paused']);
  assert.deepEqual(chosen('is:shutt|'), ['is:"shutting down"']);
  assert.deepEqual(chosen('is:not|'), ['is:"not answering"']);
  assert.deepEqual(chosen('os:deb|'), ['os:"Debian 13"']);
  assert.deepEqual(chosen('autostart:|'), ['autostart:yes', 'autostart:no']);
  assert.deepEqual(chosen('cpu>80|'), ['cpu>80%']);
  assert.deepEqual(chosen('memory>=4g|'), ['memory>=4GB', 'memory>=4GiB']);
});

it('describes what it suggests', () => {
  assert.match(suggest('cpu.st', 6, known)[0]?.description ?? '', /waiting for a processor/);
  assert.match(suggest('vcp', 3, known)[0]?.description ?? '', /Processors it has/);
});

it('whatever is typed, at most twelve are suggested, and a chosen value can be read', () => {
  const typed = fc.string({
    unit: fc.constantFrom(...'a|b|:|>|"|(| |)|-|*|1|%|is|host|tag|cpu'.split('|')),
    maxLength: 30,
  });
  fc.assert(
    fc.property(typed, fc.nat(30), (text, cursor) => {
      const found = suggest(text, Math.min(cursor, text.length), known);
      assert.ok(found.length <= 12);
      for (const { from, to } of found) assert.ok(from >= 0 && from <= to && to <= text.length);
    }),
  );
  for (const text of [...chosen('host:|'), ...chosen('is:|'), ...chosen('web|'), ...chosen('net>5|')]) {
    assert.doesNotThrow(() => parseSelector(text), text);
  }
});
