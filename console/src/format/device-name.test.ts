import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Device } from '../../../src/api/wire/entity.ts';
import { deviceName, interfaceOf } from './device-name.ts';

const mac = '52:54:00:aa:bb:cc';
const nic = (labels: Record<string, string>): Device => ({ kind: 'net', key: '525400aabbcc', labels });

test('deviceName() is the name people know an interface by, with its MAC beside it', () => {
  assert.deepEqual(deviceName(nic({ mac, ifname: 'vnet3', alias: 'net0' })), { name: 'vnet3', also: mac });
  assert.deepEqual(deviceName(nic({ mac, alias: 'net0' })), { name: 'net0', also: mac });
  assert.deepEqual(deviceName(nic({ mac })), { name: mac, also: null });
  assert.deepEqual(deviceName(nic({})), { name: '525400aabbcc', also: null });
  assert.deepEqual(deviceName({ kind: 'disk', key: 'vda', labels: {} }), { name: 'vda', also: null });
});

test('interfaceOf() names the interface of a metric', () => {
  const devices = [nic({ mac, ifname: 'vnet3' })];
  assert.equal(interfaceOf('net.525400aabbcc.rx.bytes', devices), `vnet3 (${mac})`);
  assert.equal(interfaceOf('net.rx.bytes', devices), null);
  assert.equal(interfaceOf('disk.vda.read.bytes', devices), null);
  assert.equal(interfaceOf('net.525400000000.rx.bytes', devices), null);
  assert.equal(
    interfaceOf('net.eth0.rx.bytes', [{ kind: 'net', key: 'eth0', labels: { device: 'eth0' } }]),
    null,
  );
});
