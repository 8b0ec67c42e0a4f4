import { join } from 'node:path';
import type { HostConfig } from './config.ts';
import { Devices, type Facts } from './devices.ts';
import type { Growth } from './growth.ts';
import { ProcFile, readNames, readText } from './read.ts';
import type { Part, Reading } from './reading.ts';

/** Fields of iostats.rst, counted from 0; flushes came with Linux 5.5. A sector is always 512 bytes. */
const field = {
  reads: 0,
  sectorsRead: 2,
  readMs: 3,
  writes: 4,
  sectorsWritten: 6,
  writeMs: 7,
  ioMs: 9,
  weightedMs: 10,
  flushes: 15,
  flushMs: 16,
} as const;
const columns = 17;

interface Slots {
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly readRequests: number;
  readonly writeRequests: number;
  readonly readLatency: number;
  readonly writeLatency: number;
  /** Null where the kernel is too old to count them. */
  readonly flush: { readonly requests: number; readonly latency: number } | null;
  /** -1 for the total. */
  readonly utilisation: number;
}

/**
 * Disks from /proc/diskstats: whole disks as /sys/block lists them, device-mapper and md devices beside what they
 * are made of. The totals are of hardware alone, so that nothing counts twice. A device that never had a request
 * (an empty nbd) is no disk yet.
 */
export class Diskstats implements Part {
  readonly devices: Devices<Slots>;
  readonly #file: ProcFile;
  readonly #samples = new Float64Array(columns);
  #total: Slots | null = null;

  constructor(root: string, rule: HostConfig['disks'], reading: Reading) {
    this.#file = new ProcFile(join(root, 'proc/diskstats'));
    this.devices = new Devices({
      kind: 'disk',
      rule,
      columns,
      facts: (name) => diskFacts(root, name),
      slots: (key) => this.#slots(reading, `disk.${key}`, reading.slot(`disk.${key}.utilisation`)),
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
    for (const { growth, slots } of devices.present) if (slots) recordDisk(reading, growth, slots);
    if (devices.total) recordDisk(reading, devices.total, (this.#total ??= this.#slots(reading, 'disk', -1)));
  }

  /** `major minor name`, then the fields. */
  #line(timeMs: number): void {
    this.#file.number();
    this.#file.number();
    const name = this.#file.word();
    for (let i = 0; i < columns; i++) this.#samples[i] = this.#file.number();
    // Short lines are the partitions of kernels before 2.6.25.
    if (Number.isNaN(this.#samples[field.weightedMs])) return;
    if (this.#samples[field.reads] === 0 && this.#samples[field.writes] === 0) return;
    this.devices.find(name)?.growth.take(this.#samples, timeMs);
  }

  #slots(reading: Reading, prefix: string, utilisation: number): Slots {
    const flushes = !Number.isNaN(this.#samples[field.flushes]);
    const slot = (metric: string): number => reading.slot(`${prefix}.${metric}`);
    return {
      readBytes: slot('read.bytes'),
      writeBytes: slot('write.bytes'),
      readRequests: slot('read.requests'),
      writeRequests: slot('write.requests'),
      readLatency: slot('read.latency'),
      writeLatency: slot('write.latency'),
      flush: flushes ? { requests: slot('flush.requests'), latency: slot('flush.latency') } : null,
      utilisation,
    };
  }
}

function recordDisk(reading: Reading, growth: Growth, slots: Slots): void {
  reading.perSecond(slots.readBytes, growth, field.sectorsRead, 512);
  reading.perSecond(slots.writeBytes, growth, field.sectorsWritten, 512);
  reading.perSecond(slots.readRequests, growth, field.reads);
  reading.perSecond(slots.writeRequests, growth, field.writes);
  reading.quotient(slots.readLatency, growth, field.readMs, field.reads, 1e-3);
  reading.quotient(slots.writeLatency, growth, field.writeMs, field.writes, 1e-3);
  if (slots.flush) {
    reading.perSecond(slots.flush.requests, growth, field.flushes);
    reading.quotient(slots.flush.latency, growth, field.flushMs, field.flushes, 1e-3);
  }
  if (slots.utilisation >= 0) reading.perSecond(slots.utilisation, growth, field.ioMs, 1e-3, 1);
}

/** Null for a partition or a hidden path of a multipath disk. */
function diskFacts(root: string, name: string): Facts | null {
  const path = join(root, 'sys/block', name.replaceAll('/', '!'));
  const about = readNames(path);
  if (about.length === 0 || readText(join(path, 'hidden')) === '1') return null;
  const mapped = readText(join(path, 'dm/name'));
  const model = readText(join(path, 'device/model'));
  const serial = readText(join(path, 'serial')) ?? readText(join(path, 'device/serial'));
  const sectors = Number(readText(join(path, 'size')));
  return {
    // The number of a dm device changes from boot to boot, its name does not.
    name: mapped ?? name,
    backed: about.includes('device'),
    stacked: readNames(join(path, 'slaves')).length > 0,
    labels: {
      device: name,
      ...(sectors > 0 && { bytes: String(sectors * 512) }),
      ...(model && { model }),
      ...(serial && { serial }),
    },
  };
}
