import type { Device } from '../../../model/entity.ts';
import type { DomainDescription } from '../decode/xml.ts';
import type { Vm } from '../vm.ts';
import type { FoundAddress } from './addresses.ts';

/** The devices of a VM: those of its XML, with what was read besides. */
export function devicesOf(
  { active, factsState }: Vm,
  { disks, nics }: DomainDescription,
  addresses: readonly FoundAddress[],
): Device[] {
  const found = Map.groupBy(addresses, ({ mac }) => mac);
  return [
    ...disks.map((disk) => {
      // Running ones have metrics of it.
      const size = active ? undefined : factsState.sizes.get(disk.key);
      return size ? withLabels(disk, { bytes: size.bytes, allocatedBytes: size.allocatedBytes }) : disk;
    }),
    ...nics.map((nic) => {
      const own = found.get(nic.labels['mac'] ?? '')?.map(({ address }) => address);
      return own ? withLabels(nic, { addresses: own.join(' ') }) : nic;
    }),
  ];
}

export function isSameDevices(before: readonly Device[] | null, now: readonly Device[]): boolean {
  return before?.length === now.length && before.every((device, at) => isSame(device, now[at]));
}

function isSame(a: Device, b: Device | undefined): boolean {
  if (a === b) return true;
  return a.kind === b?.kind && a.key === b.key && JSON.stringify(a.labels) === JSON.stringify(b.labels);
}

function withLabels(device: Device, labels: Readonly<Record<string, string>>): Device {
  return { ...device, labels: { ...device.labels, ...labels } };
}
