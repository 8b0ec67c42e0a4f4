/**
 * What is taken from one daemon at most. Whatever a daemon sends beyond these is left out and reported as a condition of
 * the source (docs/adr/0007-limits-of-a-source.md). Messages, strings and arrays have libvirt's own limits besides
 * (packages/libvirt/PROTOCOL.md): no list has more than 16,384 VMs.
 */
export const LIMITS = {
  /** A domain's XML: characters, elements, depth of nesting, attributes of one element. */
  xmlLength: 1_048_576,
  xmlElements: 20_000,
  xmlDepth: 64,
  xmlAttributes: 256,
  /** Characters of a text that is only shown: a title, a path, a serial number, an error message. */
  labelLength: 1024,
  /** Characters of a VM's name; the rest is cut off. */
  nameLength: 255,
  /** Characters of a device's key, which is part of the names of its series. */
  keyLength: 64,
  /** Disks of a VM, and interfaces of a VM. */
  devices: 256,
  processors: 2048,
  /** Tags of a VM, and characters of one. */
  tags: 32,
  tagLength: 64,
  /** VMs that were not there before, at once and in the long run: each leaves history behind. */
  newVms: { capacity: 20_000, perSecond: 2 },
  /** Series of devices and processors of a VM that is new or runs anew. */
  firstSeries: { capacity: 1_000_000, perSecond: 1000 },
  /** Series of devices that come to a VM as it runs: names that change at every poll must not add up. */
  addedSeries: { capacity: 20_000, perSecond: 100 },
} as const;

/** What can be left out, and what a condition calls it. */
export const omissions = {
  longKey: `devices whose name is longer than ${LIMITS.keyLength} characters`,
  devices: `devices beyond ${LIMITS.devices} of their kind`,
  processors: `processors beyond ${LIMITS.processors}`,
  tags: `tags beyond ${LIMITS.tags}`,
  raw: 'raw fields beyond the number that the configuration allows',
  series: 'devices, until fewer new ones come at a time',
  duplicates: 'records of a VM that the same answer had before',
  newVms: 'VMs, until fewer new ones come at a time',
} as const;
export type Omission = keyof typeof omissions;
export type Omissions = ReadonlyMap<Omission, number>;
