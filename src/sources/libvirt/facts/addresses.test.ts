import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GuestInterface } from '@virtscope/libvirt';
import { addressFact, foundAddresses } from './addresses.ts';

const nic = (mac: string | null, ...addresses: string[]): GuestInterface => ({
  name: 'eth0',
  mac,
  addresses: addresses.map((address) => ({ family: 'ipv4', address, prefix: 24 })),
});

describe('foundAddresses', () => {
  it('leaves out loopback and what it has already, and takes MAC addresses as they are written here', () => {
    const found = foundAddresses(
      [nic('00:00:00:00:00:00', '127.0.0.1', '::1'), nic('52:54:00:AA:00:01', '10.0.0.1', '10.0.0.1')],
      'guest agent',
    );
    assert.deepEqual(found, [{ mac: '52:54:00:aa:00:01', address: '10.0.0.1', origin: 'guest agent' }]);
  });

  it('bounds number and length', () => {
    const many = Array.from({ length: 1000 }, (_, n) => nic(null, `10.0.${n >> 8}.${n & 255}`));
    assert.equal(foundAddresses(many, 'ARP').length, 64);
    assert.equal(foundAddresses([nic('x'.repeat(1000), 'y'.repeat(1000))], 'ARP')[0]?.address.length, 45);
  });
});

describe('addressFact', () => {
  it('has IPv4 first, addresses of a link last, each once, and all origins', () => {
    const found = [
      ...foundAddresses([nic('a', 'fe80::1', '2001:db8::1', '10.0.0.1')], 'DHCP leases'),
      ...foundAddresses([nic('b', '10.0.0.1', '10.0.0.2')], 'ARP'),
    ];
    assert.deepEqual(addressFact(found), {
      value: ['10.0.0.1', '10.0.0.2', '2001:db8::1', 'fe80::1'],
      origin: 'DHCP leases, ARP',
      reason: null,
    });
    assert.equal(addressFact([]), null);
  });
});
