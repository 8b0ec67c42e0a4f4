import { join } from 'node:path';
import type { HostConfig } from './config.ts';
import { Devices, type Facts } from './devices.ts';
import type { Growth } from './growth.ts';
import { ProcFile, readNames, readText } from './read.ts';
import type { Part, Reading } from './reading.ts';

/** Metric → field of /proc/net/dev, counted from 0 behind the name. */
const fields = [
  ['rx.bytes', 0],
  ['rx.packets', 1],
  ['rx.errors', 2],
  ['rx.drops', 3],
  ['tx.bytes', 8],
  ['tx.packets', 9],
  ['tx.errors', 10],
  ['tx.drops', 11],
] as const;
const columns = 12;

/** In the order of `fields`. */
type Slots = readonly number[];

/** IFF_TAP of `tun_flags`. */
const tap = 2;

/**
 * Network interfaces from /proc/net/dev. Bridges, bonds and VLANs are listed beside their members; the totals are of
 * hardware alone, so that nothing counts twice. Without hardware (in a container) they are of all that is not stacked.
 * TAP devices are left out, whatever their name: their traffic is a guest's.
 */
export class NetDev implements Part {
  readonly devices: Devices<Slots>;
  readonly #file: ProcFile;
  readonly #samples = new Float64Array(columns);
  #total: Slots | null = null;

  constructor(root: string, rule: HostConfig['nets'], reading: Reading) {
    this.#file = new ProcFile(join(root, 'proc/net/dev'));
    this.devices = new Devices({
      kind: 'net',
      rule,
      columns,
      facts: (name) => netFacts(root, name),
      slots: (key) => makeSlots(reading, `net.${key}`),
    });
  }

  read(): void {
    this.#file.read();
  }

  record(reading: Reading): void {
    if (!this.#file.present) return;
    const { devices } = this;
    devices.begin();
    while (this.#file.line()) this.#line(reading.timeMs);
    devices.end();
    for (const { growth, slots } of devices.present) if (slots) recordNet(reading, growth, slots);
    if (devices.total) recordNet(reading, devices.total, (this.#total ??= makeSlots(reading, 'net')));
  }

  /** `name: fields`. The two lines of headings have no numbers. */
  #line(timeMs: number): void {
    const name = this.#file.word();
    for (let i = 0; i < columns; i++) this.#samples[i] = this.#file.number();
    if (Number.isNaN(this.#samples[columns - 1])) return;
    this.devices.find(name)?.growth.take(this.#samples, timeMs);
  }
}

function makeSlots(reading: Reading, prefix: string): Slots {
  return fields.map(([metric]) => reading.slot(`${prefix}.${metric}`));
}

function recordNet(reading: Reading, growth: Growth, slots: Slots): void {
  for (const [i, [, column]] of fields.entries()) reading.perSecond(slots[i] as number, growth, column);
}

function netFacts(root: string, name: string): Facts | null {
  const path = join(root, 'sys/class/net', name);
  const about = readNames(path);
  const flags = about.includes('tun_flags') ? Number(readText(join(path, 'tun_flags'))) : 0;
  if ((flags & tap) !== 0) return null;
  const type = netType(about);
  const mac = readText(join(path, 'address'));
  const megabits = Number(readText(join(path, 'speed')));
  return {
    name,
    backed: type === 'hardware',
    stacked: type !== 'hardware' && type !== 'virtual',
    labels: {
      device: name,
      type,
      ...(mac && mac !== '00:00:00:00:00:00' && { mac }),
      ...(megabits > 0 && { bitsPerSecond: String(megabits * 1e6) }),
    },
  };
}

/** The traffic of `tunnel` and `upper` (VLAN, macvlan) passes through another interface of this machine. */
function netType(about: readonly string[]): string {
  if (about.includes('device')) return 'hardware';
  if (about.includes('bridge')) return 'bridge';
  if (about.includes('bonding')) return 'bond';
  if (about.includes('tun_flags')) return 'tunnel';
  return about.some((entry) => entry.startsWith('lower_')) ? 'upper' : 'virtual';
}
