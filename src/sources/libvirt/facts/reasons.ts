import type { FactReading } from '../../../lib/fact-readings.ts';

/** Why a fact is unknown, as sentences that stand beside those of metrics. */
export const unknownBecause = {
  off: 'the machine is not running',
  noAgent: 'no guest agent answers',
  agentsNotAsked: 'guest agents are not asked',
  noAddress: 'no DHCP lease or ARP entry has its MAC address',
  noOs: 'its definition does not name it',
  heldByJob: 'a job holds its monitor',
  notAnswered: 'QEMU does not answer its monitor',
  notReported: 'the hypervisor does not report it',
  noSize: 'the hypervisor does not report the size of each of its disks',
  manySnapshots: 'it has more snapshots without a parent than are looked at',
} as const;

/** A fact that is not known, for a reason. */
export function unknown(reason: string): FactReading<never> {
  return { value: null, origin: null, reason };
}

/** A fact of which is known that there is none. */
export const none: FactReading<never> = { value: null, origin: null, reason: null };
