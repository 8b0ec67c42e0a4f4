import { STATS_GROUP } from '@virtscope/libvirt';

/** The bits of a bulk call's groups. */
export const GROUP = { ...STATS_GROUP, cpu: STATS_GROUP['cpu-total'] } as const;

export const GROUP_COUNT = 11;
export const ALL_GROUPS = 2 ** GROUP_COUNT - 1;

/** Round trips to QEMU each group takes, by its bit's position; groups with none never wait for a guest. */
const trips = [0, 1, 2, 2, 0, 3, 0, 1, 0, 1, 2];

/** Round trips to QEMU that all groups of `mask` take for one guest. */
export function monitorTrips(mask: number): number {
  return trips.reduce((sum, count, bit) => sum + (mask & (1 << bit) ? count : 0), 0);
}
