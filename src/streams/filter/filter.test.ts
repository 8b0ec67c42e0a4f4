import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../model/error.ts';
import type { FilterRecord } from './field.ts';
import { compileFilter } from './filter.ts';
import { call, callFields } from './fixture.ts';

/** What a filter says of a record: yes, no, or that it cannot be found out. */
function answer(text: string, record: FilterRecord = call): boolean | null {
  const filter = compileFilter(text, callFields);
  const matches = filter.matches(record);
  assert.ok(filter.errors === 0 || !matches);
  return filter.errors === 0 ? matches : null;
}

function refused(text: string): InputError {
  try {
    compileFilter(text, callFields);
  } catch (error) {
    assert.ok(error instanceof InputError, `${text}: ${String(error)}`);
    assert.equal(error.code, 'FILTER_INVALID');
    assert.deepEqual(error.extensions['known'], Object.keys(callFields));
    return error;
  }
  return assert.fail(`${text} is not refused`);
}

test('numbers compare and compute as people expect, whichever of them are whole', () => {
  for (const text of [
    'bytes == 5 && bytes == 5.0 && 5.0 == bytes && bytes != 5.5',
    'bytes > 4 && bytes > 4.5 && bytes <= 5',
    'bytes / 2 == 2 && bytes % 2 == 1 && bytes + 1 == 6',
    'bytes / 2.0 == 2.5 && bytes * 0.5 == 2.5 && 0.5 + bytes == 5.5',
    'latency > 0 && latency < 1 && latency * 4 == 3 && 3 / latency == 4',
    'payload.size == 10 && payload.size / 4 == 2.5 && payload.size + 1 == 11 && payload.size - 1 > 8',
    'payload.size + payload.ratio == 10.5 && payload.size + payload.ratio * 2 + bytes == 16',
    'payload.ratio * 2 == 1 && -payload.ratio < 0 && double(bytes) / 2 == 2.5',
  ]) {
    assert.equal(answer(text), true, text);
  }
  assert.equal(answer('bytes > 9007199254740992', { ...call, bytes: 2 ** 53 + 2 }), true);
});

test('texts, lists and maps', () => {
  for (const text of [
    "service == 'libvirtd' && method.startsWith('domain') && method.endsWith(\"Info\")",
    "method.contains('Block') && method.lowerAscii().contains('getblock') && size(service) == 8",
    "service in ['libvirtd', 'virtqemud'] && !failed",
    "payload.vm == 'Web-7' && payload['vm'] == 'Web-7' && 'vda' in payload.disks && payload.disks[1] == 'vdb'",
    "has(payload.vm) && !has(payload.host) && 'vm' in payload && payload.parent == null",
    "re(method, '^domain[A-Z]') && method.re('(?i)blockinfo$') && payload.vm.re('\\\\d')",
    'failed || latency > 0.5 ? bytes > 1 : failed',
  ]) {
    assert.equal(answer(text), true, text);
  }
  assert.equal(answer("re(method, '^Get')"), false);
});

test('what is unknown is neither true nor false, and counts as an error', () => {
  const silent = { ...call, latency: null, peer: undefined };
  assert.equal(answer('latency > 0.5', silent), null);
  assert.equal(answer('!(latency > 0.5)', silent), null);
  assert.equal(answer("latency > 0.5 || service == 'libvirtd'", silent), true);
  assert.equal(answer("latency > 0.5 && service == 'x'", silent), false);
  assert.equal(answer('known(latency)', silent), false);
  assert.equal(answer('known(peer) || !known(service)', silent), false);
  assert.equal(answer('known(latency) && latency > 0.5'), true);
  assert.equal(answer('payload.nothing == 1'), null);
  assert.equal(answer('payload.vm > 1'), null);
  assert.equal(answer("re(payload.size, '1')"), null);
  assert.equal(answer('bytes / 0 == 1'), null);
  assert.equal(answer('payload.a == 1', { ...call, payload: { __proto__: { a: 1 } } }), null);
  const filter = compileFilter('payload.nothing == 1', callFields);
  for (let i = 0; i < 3; i++) filter.matches(call);
  assert.equal(filter.errors, 3);
});

test('where a field says that null is none, it is an empty text', () => {
  const fields = { code: { type: 'string', none: '', about: 'The code of an error.' } } as const;
  for (const record of [{ code: null }, {}]) {
    const f = (text: string): boolean => {
      const filter = compileFilter(text, fields);
      const matches = filter.matches(record);
      assert.equal(filter.errors, 0);
      return matches;
    };
    assert.ok(f("code != '404'") && f("!(code == '404')") && f("code == ''") && f('known(code)'));
    assert.ok(!f("code == '404'") && !f("code.re('4')"));
  }
});

test('words are found in any text of a record, and case does not count', () => {
  for (const text of [
    'db1',
    'DB1',
    '"host db1"',
    "'host DB1'",
    'db1 blockinfo',
    'web-7',
    'qemu:///system',
    'vdb',
  ]) {
    assert.equal(answer(text), true, text);
  }
  for (const text of ['db2', '"db1 host"', 'db1 db2', '"."', '5']) assert.equal(answer(text), false, text);
  assert.equal(answer('straße', { method: 'STRASSE' }), false);
  assert.equal(answer('größe', { method: 'GRÖSSE Größe' }), true);
});

test('an error says what is wrong, where, and what fields there are', () => {
  const f = (text: string, position: number, length: number, state: RegExp): void => {
    const { message, extensions } = refused(text);
    assert.match(message, state, text);
    assert.match(message, /^Cannot read filter: /);
    assert.deepEqual([extensions['position'], extensions['length']], [position, length], text);
  };
  f('', 0, 0, /it is empty/);
  f('failed &&', 9, 0, /ends too early/);
  f("method = 'x'", 7, 1, /"=" is written ==/);
  f('failed and failed', 7, 3, /"and" is written &&/);
  f('service:libvirtd', 7, 1, /":" is written ==/);
  f("service == 'x", 11, 2, /unterminated/);
  f('failed && metod == 1', 10, 5, /no field is called "metod"; "method"\?/);
  f('bytes > "5"', 0, 11, /no such overload: int > string/);
  f('service.name == 1', 8, 4, /cannot index type 'string'/);
  f('service', 0, 7, /it is a string, not true or false/);
  f('payload.vm', 0, 10, /it may be anything/);
  f('failed && 9223372036854775808 > bytes', 10, 19, /a number is at most 9223372036854775807/);
  f("method.re('(')", 10, 3, /missing closing \)/);
  f('x'.repeat(2049), 2048, 1, /at most 2048 characters/);
  f('known(payload.vm)', 0, 17, /known\(\) takes a field/);
});

test('nothing is taken that could work for long or reach into the program', () => {
  for (const text of [
    ...['all', 'exists', 'exists_one', 'map', 'filter'].map((name) => `[1, 2].${name}(x, x > 1) == true`),
    'cel.bind(x, bytes, x > 1)',
    "service.matches('a')",
    "service.split('').size() > 1",
    "['a', 'b'].join('') == 'ab'",
    "service + service == 'x'",
    "payload.vm + 'x' == payload.vm",
    `${Array.from({ length: 6 }, () => 'payload.vm').join('+')} == 'x'`,
    "[service] + ['a'] == []",
    'method.contains(service)',
    'payload.vm.indexOf(service) > 1',
    'service.re(method)',
    "service.re('a' + 'b')",
    're(service, payload.vm)',
    "re(service, 'a') || re(service, 'b') || re(service, 'c') || re(service, 'd') || re(service, 'e')",
    `service.re('${'a'.repeat(257)}')`,
    "service.re('(a{11}){10}')",
    "service.re('a{101}')",
    String.raw`service.re('(?:a|b|ab){1,100}[xy]')`,
    String.raw`service.re('(a)\\1')`,
    "service.re('(?<=a)b')",
    'payload.constructor == 1',
    "payload['__proto__'] == null",
    'has(payload.toString)',
    'payload.a.prototype == 1',
    '__proto__ == null',
    'type(bytes) == int',
    "timestamp('2026-12-01T00:00:00Z') > timestamp('2025-12-01T00:00:00Z')",
    "duration('1s') > duration('2s')",
    `${'!'.repeat(2000)}failed`,
    `${'('.repeat(100)}failed${')'.repeat(100)}`,
    `bytes in [${'1,'.repeat(51)}1]`,
    Array.from({ length: 150 }, () => 'failed').join('||'),
  ]) {
    refused(text);
  }
});

test('a filter looks at the first 8,192 characters of a text', () => {
  const long = { ...call, method: `${'a'.repeat(8191)}bc` };
  assert.equal(answer("method.endsWith('b')", long), true);
  assert.equal(answer("method.re('b$')", long), true);
  assert.equal(answer('ab', long), true);
  assert.equal(answer('bc', long), false);
  assert.equal(answer("re(payload.vm, 'c')", { payload: { vm: long.method } }), false);
});
