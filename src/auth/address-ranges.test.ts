import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressRanges, isRange, networkOf, plainAddress } from './address-ranges.ts';

test('isRange() takes addresses and ranges, but not all addresses', () => {
  const f = (text: string, want: boolean): void => assert.equal(isRange(text), want, text);
  for (const text of ['10.0.0.1', '10.0.0.0/24', '::1', 'fd00::/8', '0.0.0.0/1']) f(text, true);
  for (const text of [
    '',
    'proxy',
    '10.0.0',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    'fe80::1%eth0',
  ])
    f(text, false);
});

test('AddressRanges have addresses of both families', () => {
  const ranges = new AddressRanges(['10.1.0.0/16', '192.0.2.1', 'fd00::/8']);
  const f = (address: string, want: boolean): void => assert.equal(ranges.has(address), want, address);
  f('10.1.255.3', true);
  f('10.2.0.1', false);
  f('192.0.2.1', true);
  f('192.0.2.2', false);
  f('fd12::1', true);
  f('fe80::1', false);
  f('', false);
  f('unix', false);
});

test('plainAddress() and networkOf() are what distinguishes clients', () => {
  assert.equal(plainAddress('::ffff:10.0.0.1'), '10.0.0.1');
  assert.equal(plainAddress('fe80::1%eth0'), 'fe80::1');
  assert.equal(networkOf('10.0.0.1'), '10.0.0.1');
  assert.equal(networkOf('2001:db8:0:1:aaaa::1'), '2001:db8:0:1::/64');
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64');
  assert.equal(networkOf('::1'), '0:0:0:0::/64');
});
