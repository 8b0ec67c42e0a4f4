import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import type { PollResult } from '../../model/batch.ts';
import type { Clock } from '../../model/clock.ts';
import type { Entity } from '../../model/entity.ts';
import { POLL_METRICS } from '../../model/source.ts';
import type { HostConfig } from './config.ts';
import { Diskstats } from './diskstats.ts';
import { FileSystems } from './file-systems/file-systems.ts';
import type { Space } from './file-systems/measure.ts';
import { Hugepages } from './hugepages.ts';
import { describeHost, describeSource, type HostIdentity } from './inventory.ts';
import { KernelLimits } from './kernel-limits.ts';
import { Links } from './links/links.ts';
import { Loadavg } from './loadavg.ts';
import { Meminfo } from './meminfo.ts';
import { NetDev } from './net-dev.ts';
import { Pressure } from './pressure.ts';
import { ProcStat } from './proc-stat.ts';
import { Raid } from './raid.ts';
import { Reading, type Part } from './reading.ts';
import { Sensors } from './sensors/sensors.ts';
import { Vmstat } from './vmstat.ts';

interface Options {
  readonly id: string;
  readonly root: string;
  readonly identity: HostIdentity;
  readonly clock: Clock;
  readonly config: HostConfig;
  /** Measures the file system at a path. */
  readonly measure: (path: string) => Promise<Space | null>;
}

/** Reads the machine once per call: all files first, then their values. */
export class Poller {
  readonly reading: Reading;
  readonly #options: Options;
  readonly #host: Entity;
  /** The source itself. */
  readonly source: Entity;
  readonly #labels: Entity['labels'];
  readonly #stat: ProcStat;
  readonly #disks: Diskstats;
  readonly #nets: NetDev;
  readonly #parts: readonly Part[];
  #deviceVersion = -1;

  constructor(options: Options) {
    const { id, root, identity, clock, config, measure } = options;
    this.#options = options;
    this.#host = describeHost(id, { root, identity, now: clock.now() });
    this.#labels = this.#host.labels;
    this.source = describeSource(id, clock.now());
    this.reading = new Reading(this.#host);
    for (const metric of POLL_METRICS) this.reading.writer.slot(this.source, metric);
    this.#stat = new ProcStat(root);
    this.#disks = new Diskstats(root, config.disks, this.reading);
    this.#nets = new NetDev(root, config.nets, this.reading);
    if (!existsSync(join(root, 'proc/stat'))) this.#noteState(false, clock.now());
    this.#parts = [
      this.#stat,
      new Meminfo(root),
      new Hugepages(root),
      new Loadavg(root),
      new Vmstat(root),
      new Pressure(root, 'cpu', ['some']),
      new Pressure(root, 'memory', ['some', 'full']),
      new Pressure(root, 'io', ['some', 'full']),
      this.#disks,
      this.#nets,
      new Links(root),
      new KernelLimits(root),
      new Raid(root),
      new Sensors(root),
      new FileSystems(root, measure),
    ];
  }

  poll(): PollResult {
    const { clock } = this.#options;
    const { reading } = this;
    const time = clock.now();
    const startMs = clock.monotonic();
    for (const part of this.#parts) part.read(startMs);
    reading.begin(startMs);
    for (const part of this.#parts) part.record(reading);
    this.#noteDevices();
    this.#noteState(this.#stat.present, time);

    const durationMs = clock.monotonic() - startMs;
    const { series, values, reasons } = reading.writer;
    series.tick();
    return { time, durationMs, complete: ['host', 'source'], series, values, reasons };
  }

  #noteDevices(): void {
    const [disks, nets] = [this.#disks.devices, this.#nets.devices];
    const version = disks.version + nets.version;
    if (version === this.#deviceVersion) return;
    this.#deviceVersion = version;
    this.#host.devices = [...disks.list(), ...nets.list()];
    this.#host.labels = {
      ...this.#labels,
      ...(disks.leftOut !== null && { disksLeftOut: disks.leftOut }),
      ...(nets.leftOut !== null && { netsLeftOut: nets.leftOut }),
    };
  }

  /** @param isRead whether a Linux /proc was found */
  #noteState(isRead: boolean, time: number): void {
    const state = isRead ? 'up' : 'down';
    for (const entity of [this.#host, this.source]) {
      if (entity.state === state) continue;
      entity.state = state;
      entity.stateSince = time;
      const reason = downReason(this.#options.root);
      entity.condition = isRead ? null : { kind: 'unreachable', since: time, reason };
    }
  }
}

function downReason(root: string): string {
  return platform() === 'linux'
    ? `Cannot read ${join(root, 'proc/stat')}: absent or not allowed`
    : `Cannot read this machine: ${platform()} has no /proc`;
}
