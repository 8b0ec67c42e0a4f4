import type { Device } from '../../../src/api/wire/entity.ts';

/** What people call a device: an interface by its tap or alias, a disk by its target; and its MAC, where that is not the name. */
export function deviceName({ kind, key, labels }: Device): { name: string; also: string | null } {
  if (kind === 'disk') return { name: labels['device'] ?? key, also: null };
  const mac = labels['mac'] ?? null;
  const name = labels['ifname'] ?? labels['alias'] ?? labels['device'] ?? mac ?? key;
  return { name, also: mac === name ? null : mac };
}

/** `vnet3 (52:54:00:…)` for a metric of an interface; null for others, whose names people know. */
export function interfaceOf(metric: string, devices: readonly Device[]): string | null {
  const [kind, key] = metric.split('.');
  const device = kind === 'net' ? devices.find((one) => one.kind === 'net' && one.key === key) : undefined;
  if (!device) return null;
  const { name, also } = deviceName(device);
  const text = also === null ? name : `${name} (${also})`;
  return text === key ? null : text;
}
