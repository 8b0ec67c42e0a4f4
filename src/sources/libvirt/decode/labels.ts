import { omissionText, omittedOf } from '../health/omitted.ts';
import type { RecordBuffer } from './record-buffer.ts';
import type { CountedDevice, Vm } from '../vm.ts';

const MAX_TEXT = 256;

/** Puts a VM's labels together from its XML, its last records and its guest agent. */
export function relabel(vm: Vm): void {
  const { disks, nets } = vm.withoutCounters;
  const omitted = omittedOf(vm);
  const title = vm.description?.definition.title;
  vm.entity.labels = {
    ...(title && { title }),
    ...(vm.descriptionError && { description: `unknown: ${vm.descriptionError}` }),
    ...(omitted.size > 0 && { leftOut: Array.from(omitted, (one) => omissionText(...one)).join(', ') }),
    ...(disks.length > 0 && { disksWithoutCounters: listed(disks) }),
    ...(nets.length > 0 && { netsWithoutCounters: listed(nets) }),
    ...vm.guest?.labels,
  };
}

/**
 * Notes which devices a record has no counter of: totals are over the others. Allocates only when they change.
 * @param record must be whole
 */
export function noteCoverage(
  vm: Vm,
  kind: 'disks' | 'nets',
  devices: readonly CountedDevice[],
  record: RecordBuffer,
): void {
  const before = vm.withoutCounters[kind];
  let count = 0;
  let isSame = true;
  for (const device of devices) {
    if (hasCounters(device, record)) continue;
    isSame &&= before[count] === device.key;
    count++;
  }
  if (isSame && count === before.length) return;
  vm.withoutCounters[kind] = devices.filter((device) => !hasCounters(device, record)).map(({ key }) => key);
  relabel(vm);
}

function hasCounters({ fields }: CountedDevice, record: RecordBuffer): boolean {
  for (const field of fields) if (record.has(field)) return true;
  return false;
}

function listed(keys: readonly string[]): string {
  const text = keys.toSorted().join(' ');
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)} …`;
}
