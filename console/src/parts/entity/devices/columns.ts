import type { Device } from '../../../../../src/api/wire/entity.ts';

/** What a device has one value of: a metric after `disk.<key>.` or `net.<key>.`, or a label. */
export type DeviceColumn =
  | {
      readonly label: string;
      readonly metric: string;
      /** Label with the same number, where nothing is measured: of a machine that is off. */
      readonly orLabel?: string;
    }
  | { readonly label: string; readonly of: string };

const traffic: readonly DeviceColumn[] = [
  { label: 'read', metric: 'read.bytes' },
  { label: 'written', metric: 'write.bytes' },
  { label: 'reads', metric: 'read.requests' },
  { label: 'writes', metric: 'write.requests' },
  { label: 'read latency', metric: 'read.latency' },
  { label: 'write latency', metric: 'write.latency' },
];

const packets: readonly DeviceColumn[] = [
  { label: 'received', metric: 'rx.bytes' },
  { label: 'sent', metric: 'tx.bytes' },
  { label: 'packets in', metric: 'rx.packets' },
  { label: 'packets out', metric: 'tx.packets' },
  { label: 'errors in', metric: 'rx.errors' },
  { label: 'errors out', metric: 'tx.errors' },
  { label: 'dropped in', metric: 'rx.drops' },
  { label: 'dropped out', metric: 'tx.drops' },
];

/** Columns by class and kind. */
const columns: Readonly<Record<string, readonly DeviceColumn[]>> = {
  'VM disk': [
    { label: 'bus', of: 'bus' },
    { label: 'size', metric: 'capacity', orLabel: 'bytes' },
    { label: 'allocated', metric: 'allocation', orLabel: 'allocatedBytes' },
    ...traffic,
    { label: 'path', of: 'source' },
  ],
  'host disk': [{ label: 'size', of: 'bytes' }, ...traffic, { label: 'busy', metric: 'utilisation' }],
  'VM net': [
    { label: 'model', of: 'model' },
    { label: 'bridge', of: 'bridge' },
    { label: 'link', of: 'link' },
    { label: 'addresses', of: 'addresses' },
    ...packets,
  ],
  'host net': [{ label: 'speed', of: 'bitsPerSecond' }, ...packets],
};

/** Columns of devices of a kind; those of labels that no device has are left out. */
export function columnsOf(cls: string, kind: Device['kind'], devices: readonly Device[]): DeviceColumn[] {
  return (columns[`${cls} ${kind}`] ?? []).filter(
    (column) => 'metric' in column || devices.some(({ labels }) => labels[column.of] !== undefined),
  );
}

/** Labels of a device that have no column and are not its name. */
export function otherLabels(
  { labels }: Device,
  shown: readonly DeviceColumn[],
  names: readonly string[],
): [name: string, value: string][] {
  const own = new Set(shown.map((column) => ('of' in column ? column.of : (column.orLabel ?? ''))));
  const seen = new Set([...names, ...Array.from(own, (name) => labels[name])]);
  return Object.entries(labels).filter(([name, value]) => !own.has(name) && !seen.has(value));
}
