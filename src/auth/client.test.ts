import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { test } from 'node:test';
import { AddressRanges } from './address-ranges.ts';
import { clientOf, isLocal } from './client.ts';

const proxies = new AddressRanges(['10.0.0.0/24', '127.0.0.2']);
const at = (peer: string, headers: IncomingHttpHeaders = {}, isExposed = true) =>
  clientOf({ peer, headers: { host: 'a', ...headers }, isExposed, isEncrypted: false }, proxies);

test('headers of proxies count only from their addresses', () => {
  const headers = { 'x-forwarded-for': '192.0.2.9', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'b' };
  const { address, host, isEncrypted, isProxied } = at('192.0.2.1', headers);
  assert.deepEqual([address, host, isEncrypted, isProxied], ['192.0.2.1', 'a', false, false]);
  const proxied = at('::ffff:10.0.0.7', headers);
  const { isExposed: _, ...rest } = proxied;
  assert.deepEqual(rest, { address: '192.0.2.9', host: 'b', isEncrypted: true, isProxied: true });
});

test('the address of a client is the last that is no proxy: those before it may be made up', () => {
  const f = (forwarded: string, want: string): void =>
    assert.equal(at('10.0.0.1', { 'x-forwarded-for': forwarded }).address, want, forwarded);
  f('', '10.0.0.1');
  f('127.0.0.1, 192.0.2.9', '192.0.2.9');
  f('1.1.1.1,192.0.2.9 , 10.0.0.3', '192.0.2.9');
  f('10.0.0.3', '10.0.0.1');
});

test('a client is local on loopback, unless the server is exposed or it comes through a proxy', () => {
  const f = (peer: string, isExposed: boolean, want: boolean): void =>
    assert.equal(isLocal(at(peer, { 'x-forwarded-for': '127.0.0.1' }, isExposed)), want, peer);
  f('127.0.0.1', false, true);
  f('::1', false, true);
  f('::ffff:127.0.0.1', false, true);
  f('127.0.0.1', true, false);
  f('127.0.0.2', false, false);
  f('192.0.2.1', false, false);
});
