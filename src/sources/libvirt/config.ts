import { STATS_GROUP } from '@virtscope/libvirt';
import type { RawFields } from '../../config/mod.ts';
import type { Clock } from '../../model/clock.ts';

/** How a libvirt host is read. */
export interface LibvirtConfig {
  readonly uri: string;
  readonly clock: Clock;
  /** Id of the host entity its VMs are on; null for a host of its own kind elsewhere. */
  readonly hostId: string | null;
  readonly demo: boolean;
  /** @default 5000 */
  readonly intervalMs: number;
  /** Monitor calls at one time, and so the most that can ever hang (docs/adr/0002). @default 2 */
  readonly inFlight: number;
  /** Whether the processes of QEMU on this machine are checked before it is asked. @default true for unix sockets */
  readonly watchProcesses: boolean;
  /** Seconds between questions to guest agents; null: never, and no read-write connection. @default null */
  readonly guestAgentSeconds: number | null;
  /** Fields that are shown under libvirt's own names. */
  readonly raw: RawFields;
}

/** Groups that need no monitor: they are answered in a millisecond also when a QEMU hangs. */
export const LIST_GROUPS = STATS_GROUP.state | STATS_GROUP.interface;

/** Groups that ask QEMU; together with the list groups the mask 0x3F that VDSM uses too. */
export const MONITOR_GROUPS =
  STATS_GROUP['cpu-total'] | STATS_GROUP.balloon | STATS_GROUP.vcpu | STATS_GROUP.block;

/** VMs of one monitor call. */
export const CHUNK_SIZE = 128;

/** Shares of the interval: a call's time before its VMs are looked at, a VM's before it counts as held, a poll's. */
export const PATIENCE = 0.3;
export const HELD = 0.2;
export const BUDGET = 0.8;

/** A daemon that is started by its socket takes its time for the first client. */
export const CONNECT_DEADLINE_MS = 5000;
