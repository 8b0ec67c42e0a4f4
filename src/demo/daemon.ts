import type { Clock } from '../model/clock.ts';
import type { FleetOptions, Guest } from './guests/guest.ts';
import { Machine } from './guests/machine.ts';
import { Monitors } from './guests/monitors.ts';
import { Records } from './records/records.ts';
import { Workers } from './wire/workers.ts';
import { World } from './guests/world.ts';

export interface DaemonOptions extends FleetOptions {
  /** What one round trip to QEMU takes, in µs; 0 answers at once. */
  readonly latencyUs: number;
  /** Name of the machine; its UUID is another with each. @default virtscope-demo */
  readonly host?: string;
  /** Whether its driver has bulk statistics, which that of Xen or LXC has not. @default true */
  readonly bulk?: boolean;
}

/** What all clients of one demo hypervisor share. */
export class Daemon {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly world: World;
  readonly monitors: Monitors;
  readonly records: Records;
  readonly machine: Machine;
  readonly workers = new Workers();
  readonly tripMs: number;
  readonly hasBulk: boolean;
  /** Seconds between two memory reports of a guest whose period was set; 0 for none. */
  readonly memoryPeriods = new Map<Guest, number>();
  #callbacks = 0;

  /** The signal ends every call that waits. */
  constructor(options: DaemonOptions, clock: Clock, signal: AbortSignal) {
    this.clock = clock;
    this.signal = signal;
    this.world = new World(options, clock);
    this.monitors = new Monitors(this.world, clock, signal);
    this.records = new Records(this.world.guests);
    this.machine = new Machine(this.world, clock.now(), options.host);
    this.tripMs = options.latencyUs / 1000;
    this.hasBulk = options.bulk ?? true;
  }

  /** Event registrations are numbered across all clients. */
  readonly nextCallbackId = (): number => {
    this.#callbacks++;
    return this.#callbacks;
  };
}
