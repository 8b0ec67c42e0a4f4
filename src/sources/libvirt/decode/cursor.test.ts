import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity } from '../../../model/entity.ts';
import { VmCursor } from './cursor.ts';
import { createVm, type Vm } from '../vm.ts';

const vms = Array.from({ length: 50 }, (_, i): Vm => {
  const uuid = `6d6f6465-6c00-4000-8000-${i.toString(16).padStart(12, '0')}`;
  const entity = createEntity({ class: 'VM', id: uuid, source: 's', name: `vm-${i}`, state: 'running' }, 0);
  return createVm(entity, { name: entity.name, uuid, id: i });
});

/** How many VMs of a reply in this order are looked up by text, where that of the list before is expected. */
function lookUps(reply: readonly Vm[]): number {
  const cursor = new VmCursor();
  cursor.begin(vms);
  let count = 0;
  const find = (uuid: string): Vm | undefined => {
    count++;
    return vms.find(({ entity }) => entity.id === uuid);
  };
  const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
  for (const vm of reply) {
    const view = { uuid: () => vm.entity.id, equalsUuid: (bytes: Uint8Array) => same(bytes, vm.uuid) };
    assert.equal(cursor.find(view, find), vm);
  }
  return count;
}

test('every VM of a reply is found, and looked up by text only where the order is another', () => {
  assert.equal(lookUps(vms), 0);
  assert.equal(lookUps(vms.toReversed()), vms.length);
  assert.equal(lookUps(vms.filter((_, i) => i !== 7)), 1);
  assert.equal(lookUps([...vms.slice(-1), ...vms.slice(0, -1)]), 2);
  assert.equal(lookUps([...vms.slice(10), ...vms.slice(0, 10)]), 2);
});
