import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity } from '../../../model/entity.ts';
import { createVm, type Vm } from '../vm.ts';
import { healthOf, type HealthFacts } from './health.ts';

function vmWith(health: Partial<HealthFacts>, state = 'running', stateReason: string | null = null): Vm {
  const uuid = '5f0e0000-77aa-4000-8000-000000000001';
  const own = { class: 'VM', id: uuid, source: 'libvirt', name: 'db1', state, stateReason } as const;
  const vm = createVm(createEntity(own, 100), { name: 'db1', uuid, id: 1 });
  Object.assign(vm.health, health);
  return vm;
}

const call = { by: 'call', since: 300, hangs: false } as const;

test('healthOf names what keeps the rest from being seen: unreachable, stuck, busy, failed', () => {
  const f = (vm: Vm, want: string | null): void => {
    const found = healthOf(vm, 900);
    assert.equal(found && `${found.kind} ${found.since}: ${found.reason}`, want);
  };
  f(vmWith({}), null);
  f(vmWith({}, 'paused', 'user'), null);
  f(vmWith({}, 'paused', 'io-error'), 'failed 100: paused by an I/O error');
  f(vmWith({}, 'crashed'), 'failed 100: the guest crashed');
  f(vmWith({ occupation: call }, 'crashed'), 'busy 300: another client holds its monitor');
  f(vmWith({ occupation: { ...call, hangs: true } }), 'stuck 300: QEMU does not answer its monitor');
  f(vmWith({ isQuarantined: true }), 'stuck 900: QEMU does not answer its monitor');
  f(vmWith({ isQuarantined: true, occupation: call }), 'stuck 300: QEMU does not answer its monitor');
  f(
    vmWith({ process: 'stopped', occupation: call }),
    'stuck 900: its QEMU process is stopped (SIGSTOP or a debugger)',
  );
  f(vmWith({ unreachable: 'refused', process: 'stopped' }), 'unreachable 900: refused');
});

test('healthOf names the disks of a VM that an I/O error paused', () => {
  const vm = vmWith({}, 'paused', 'io-error');
  vm.diskErrors = ['vda has no space left'];
  assert.equal(healthOf(vm, 900)?.reason, 'paused by an I/O error: vda has no space left');
});
