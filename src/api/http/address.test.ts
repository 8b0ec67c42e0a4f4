import assert from 'node:assert/strict';
import { it } from 'node:test';
import { InputError } from '../../model/error.ts';
import { checkListen, isLoopback, parseAddress } from './address.ts';

it('parseAddress() takes a host and a port', () => {
  const f = (text: string, host: string | null, port = 0): void =>
    assert.deepEqual(parseAddress(text), host === null ? null : { host, port }, text);
  f('127.0.0.1:8478', '127.0.0.1', 8478);
  f('localhost:0', 'localhost', 0);
  f('[::1]:80', '::1', 80);
  f('[fe80::1]:65535', 'fe80::1', 65_535);
  f('127.0.0.1', null);
  f('127.0.0.1:', null);
  f(':8478', null);
  f('8478', null);
  f('::1:80', null);
  f('a:65536', null);
  f('a b:80', null);
  f('http://a:80', null);
});

it('isLoopback() is true only for what no other machine can reach', () => {
  const f = (host: string, want: boolean): void => assert.equal(isLoopback({ host, port: 1 }), want, host);
  f('127.0.0.1', true);
  f('127.1.2.3', true);
  f('::1', true);
  f('localhost', true);
  f('0.0.0.0', false);
  f('::', false);
  f('10.0.0.1', false);
  f('127.0.0.1.example.org', false);
});

it('checkListen() refuses what other machines can reach without TLS with ADDRESS_REFUSED', () => {
  checkListen({ host: '127.0.0.1', port: 80 }, false);
  checkListen({ host: '0.0.0.0', port: 80 }, true);
  const f = (host: string, want: RegExp): void =>
    assert.throws(
      () => checkListen({ host, port: 80 }, false),
      (error) => error instanceof InputError && error.code === 'ADDRESS_REFUSED' && want.test(error.message),
    );
  f('0.0.0.0', /^Cannot listen on 0\.0\.0\.0:80: .*tls\.certificate and tls\.key, or behindProxy\.addresses/);
  f('::', /^Cannot listen on \[::\]:80: /);
});
