import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isServedName } from './host-names.ts';

const client = { address: '10.0.0.1', isEncrypted: true, isProxied: false };

test('on loopback the server is called by the names of the loopback, and by those that are configured', () => {
  const f = (host: string, want: boolean): void =>
    assert.equal(isServedName({ ...client, host, isExposed: false }, ['virt.example.org']), want, host);
  for (const host of ['localhost', 'LOCALHOST:8478', '127.0.0.1:8478', '[::1]:8478', 'virt.example.org'])
    f(host, true);
  for (const host of [
    '',
    'evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    'localhost:1:2',
    'a b',
    '[::1',
    'localhost@evil.example',
  ])
    f(host, false);
});

test('elsewhere it is called by its names and by any address, which no page can have resolved', () => {
  const f = (host: string, want: boolean): void =>
    assert.equal(
      isServedName({ ...client, host, isExposed: true }, ['Virt.example.org', '*.lan']),
      want,
      host,
    );
  for (const host of [
    'virt.example.org:8478',
    'VIRT.example.org',
    '10.0.0.1',
    '[2001:db8::1]:443',
    'kvm1.lan',
  ])
    f(host, true);
  for (const host of ['evil.example', 'lan', '.lan', 'a.kvm1.lan', 'x.virt.example.org', '']) f(host, false);
});
