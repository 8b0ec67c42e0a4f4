import { STATS_GROUP } from '@virtscope/libvirt';
import { count, countOr, duration, flag, section as sectionOf, text } from '../../lib/settings/mod.ts';
import type { OnCall } from '../../model/streams/call.ts';
import type { Clock } from '../../model/clock.ts';
import type { ClaimHost } from './host/host-claim.ts';
import { isRawText, type RawFields } from './raw-fields.ts';
import { checkLibvirtUri, isLibvirtUri } from './uri.ts';

export { checkLibvirtUri, isLibvirtUri } from './uri.ts';

/** Section `libvirt` of the configuration. */
export const section = sectionOf(
  {
    uri: text('auto, none, or a libvirt URI such as qemu:///system', isLibvirt, {
      description:
        'The hypervisor to read. With auto the local sockets are tried and used if one answers. ' +
        'That of another machine is `qemu+ssh://user@host/system`, see [remote hosts](../guide/remote-hosts.md); ' +
        'more than one are listed in `sources`.',
      default: 'auto',
    }),
    inFlight: countOr('auto', 1, 3, {
      description:
        'Calls that ask QEMU at one time, which is also the most that can ever hang. With auto: two where QEMU processes are ' +
        'looked at before they are asked (`libvirt.watchProcesses`), three where they cannot be seen, as on another machine: ' +
        'two may hang there, and the third goes on with the rest. The daemon stops listening to a client with five calls, and ' +
        'one is kept for questions that need no QEMU.',
      default: 'auto',
    }),
    watchProcesses: flag({
      description:
        'Whether QEMU processes of this machine are looked at before they are asked, so that one that was stopped is not.',
      default: true,
    }),
    guestAgent: sectionOf(
      {
        enabled: flag({
          description:
            'Whether guest agents are asked. It needs a read-write connection, the only use of one.',
          default: false,
        }),
        every: duration(5000, 3_600_000, {
          description: 'How often guest agents are asked.',
          default: '60s',
        }),
      },
      { parse: ({ enabled, every: everyMs }) => ({ enabled, everyMs }) },
    ),
    facts: sectionOf(
      {
        every: duration(60_000, 86_400_000, {
          description:
            'How often facts of each VM are read that no event announces: addresses, autostart, snapshots, jobs. ' +
            'They are read besides after every event, a few VMs a second, never in a poll.',
          default: '5m',
        }),
      },
      { parse: ({ every: everyMs }) => ({ everyMs }) },
    ),
    raw: sectionOf({
      fields: text('none, or names such as perf.* vcpu.*.exits.sum', isRawText, {
        description:
          "Fields that are kept as they are, as `raw.` and libvirt's own name, separated by blanks; `*` is any run of characters. " +
          'Each is a series of every VM. The first segment is a group of `virsh domstats`: cpu, balloon, vcpu, net, block, perf, ' +
          'iothread, memory, dirtyrate, vm. Groups that are not asked otherwise make every poll dearer.',
        default: 'none',
      }),
      perVm: count(1, 2000, {
        description: 'Raw fields of one VM; what is beyond is left out and reported.',
        default: 128,
      }),
    }),
  },
  {
    check: ({ uri }) => {
      if (!isWord(uri)) checkLibvirtUri(uri);
    },
  },
);

function isLibvirt(value: string): boolean {
  return isWord(value) || isLibvirtUri(value);
}

function isWord(value: string): boolean {
  return value === 'auto' || value === 'none';
}

/** How a libvirt host is read. */
export interface LibvirtConfig {
  readonly id: string;
  /** What events and pages call it. */
  readonly name: string;
  readonly uri: string;
  readonly clock: Clock;
  /** Id of the host entity its VMs are on, which another source reports; null where it is not known beforehand. */
  readonly hostId: string | null;
  /** Gives the host of a daemon elsewhere its id, once the daemon has reported it; null where that is not asked. */
  readonly claimHost: ClaimHost | null;
  readonly demo: boolean;
  /** @default 5000 */
  readonly intervalMs: number;
  /** Monitor calls at one time, and so the most that can ever hang; null: {@link permitsOf}. @default null */
  readonly inFlight: number | null;
  /** Whether the processes of QEMU on this machine are checked before it is asked. @default true for unix sockets */
  readonly watchProcesses: boolean;
  /** Seconds between questions to guest agents; null: never, and no read-write connection. @default null */
  readonly guestAgentSeconds: number | null;
  /** How often the facts of each VM are read; null: never, but for those of its XML. @default 300000 */
  readonly factsMs: number | null;
  /** Fields that are shown under libvirt's own names. */
  readonly raw: RawFields;
  /** Gets every call to the daemon. @default none */
  readonly onCall?: OnCall;
}

/** Groups that need no monitor: they are answered in a millisecond also when a QEMU hangs. */
export const LIST_GROUPS = STATS_GROUP.state | STATS_GROUP.interface;

/** Groups that ask QEMU; together with the list groups the mask 0x3F that VDSM uses too. */
export const MONITOR_GROUPS =
  STATS_GROUP['cpu-total'] | STATS_GROUP.balloon | STATS_GROUP.vcpu | STATS_GROUP.block;

/** VMs of one monitor call. */
export const CHUNK_SIZE = 128;

/**
 * Calls that may wait inside QEMU at one time: two where its processes are looked at (docs/adr/0002), three where they
 * cannot be seen (docs/adr/0021).
 */
export function permitsOf({
  inFlight,
  watchProcesses,
}: Pick<LibvirtConfig, 'inFlight' | 'watchProcesses'>): number {
  return inFlight ?? (watchProcesses ? 2 : 3);
}

/**
 * Shares of the interval: a call's time before its VMs are looked at, a VM's before it counts as held, a poll's for monitor
 * calls, and for all.
 */
export const PATIENCE = 0.3;
export const HELD = 0.2;
export const BUDGET = 0.8;
export const LATEST = 0.9;

/** A daemon that is started by its socket takes its time for the first client. */
export const CONNECT_DEADLINE_MS = 5000;
