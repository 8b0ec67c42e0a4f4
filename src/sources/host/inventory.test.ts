import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine } from '../../../test/host/machine.ts';
import type { Entity } from '../../model/entity.ts';
import { describeHost, hostId } from './inventory.ts';

const machineId = '3d1219c7c4c5404aaa1f6d2a48adfda4';

test('hostId is stable, reveals nothing of the machine id, and depends on nothing else where there is one', () => {
  using one = new Machine({ 'etc/machine-id': `${machineId}\n`, 'proc/sys/kernel/hostname': 'a\n' });
  using same = new Machine({ 'etc/machine-id': machineId, 'proc/sys/kernel/hostname': 'b\n' });
  assert.match(hostId(one.root), /^[0-9a-f]{32}$/);
  assert.equal(hostId(one.root), hostId(same.root));
  assert.notEqual(hostId(one.root), machineId);
});

test('hostId of a machine without an id is that of its name', () => {
  using a = new Machine({ 'proc/sys/kernel/hostname': 'a\n', 'etc/machine-id': '\n' });
  using alsoA = new Machine({ 'proc/sys/kernel/hostname': 'a\n' });
  using b = new Machine({ 'proc/sys/kernel/hostname': 'b\n' });
  assert.equal(hostId(a.root), hostId(alsoA.root));
  assert.notEqual(hostId(a.root), hostId(b.root));
});

const identity = { id: 'f00d', aliases: [] };

function describe(root: string): Entity {
  return describeHost('host', { root, identity, now: 5 });
}

test('describeHost has kernel, processor, distribution and what the machine runs on', () => {
  using machine = new Machine({
    'proc/sys/kernel/hostname': 'kvm7\n',
    'proc/sys/kernel/osrelease': '6.12.0\n',
    'proc/sys/kernel/arch': 'x86_64\n',
    'proc/cpuinfo': 'processor\t: 0\nmodel name\t: Fast CPU\nflags\t\t: fpu hypervisor lm\n',
    'sys/devices/system/cpu/online': '0-3,8,10-11\n',
    'sys/class/dmi/id/sys_vendor': 'QEMU\n',
    'sys/class/dmi/id/product_name': 'Standard PC\n',
    'etc/os-release': 'NAME=x\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
  });
  const host = describe(machine.root);
  assert.equal(host.name, 'kvm7');
  assert.deepEqual(host.labels, {
    kernel: '6.12.0',
    architecture: 'x86_64',
    cpu: 'Fast CPU',
    cores: '7',
    distribution: 'Debian GNU/Linux 12 (bookworm)',
    virtualization: 'QEMU Standard PC',
  });
  const value = 'Debian GNU/Linux 12 (bookworm)';
  assert.deepEqual(host.facts, { os: { value, origin: '/etc/os-release', reason: null, time: 5 } });
});

test('describeHost of a machine without such files has no labels', () => {
  using machine = new Machine({ 'proc/x': '' });
  const { name, labels, facts } = describe(machine.root);
  assert.equal(facts.os?.reason, 'there is no /etc/os-release that names it');
  assert.deepEqual({ name, labels }, { name: 'localhost', labels: {} });
});

test('describeHost knows containers and Xen', () => {
  const f = (files: Record<string, string>, want: string): void => {
    using machine = new Machine(files);
    assert.equal(describe(machine.root).labels['virtualization'], want);
  };
  f({ 'run/systemd/container': 'podman\n' }, 'container (podman)');
  f({ '.dockerenv': '' }, 'container (docker)');
  f({ 'sys/hypervisor/type': 'xen\n' }, 'xen');
  f({ 'proc/cpuinfo': 'flags : hypervisor\n' }, 'virtual machine');
});
