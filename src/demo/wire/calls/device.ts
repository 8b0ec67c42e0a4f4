import type { TypedParam, WireDomain } from '@virtscope/libvirt/wire';
import { answeringGuest, guestOf, valuesOf, type Call, type Handlers } from './call.ts';
import { disksOf, requireDisk } from '../../guests/devices.ts';
import { GROUP } from '../../records/groups.ts';
import type { Guest } from '../../guests/guest.ts';
import type { Phase } from '../../guests/state-machine.ts';

/** Calls about one guest's memory and disks, which only QEMU can answer: a hung guest delays them. */
export const deviceCalls = {
  async DOMAIN_MEMORY_STATS({ domain, maxStats }, call) {
    const { guest, phase } = await answeringGuest(call, domain);
    const value = valuesOf(call, guest, phase, GROUP.balloon);
    const stats = memoryTags.flatMap(([tag, field]) => {
      const found = value(`balloon.${field}`);
      return typeof found === 'bigint' ? [{ tag, value: found }] : [];
    });
    return { stats: stats.slice(0, maxStats) };
  },

  /** The definition has the new period; the guests go on reporting every five seconds. */
  async DOMAIN_SET_MEMORY_STATS_PERIOD({ domain, seconds }, call) {
    const { guest } = await answeringGuest(call, domain);
    call.daemon.memoryPeriods.set(guest, seconds);
  },

  async DOMAIN_BLOCK_STATS({ domain, path }, call) {
    const of = await transfersOf(call, domain, path);
    return {
      readRequests: of('rd.reqs'),
      readBytes: of('rd.bytes'),
      writeRequests: of('wr.reqs'),
      writeBytes: of('wr.bytes'),
      errors: -1n,
    };
  },

  async DOMAIN_BLOCK_STATS_FLAGS({ domain, path, params }, call) {
    const of = await transfersOf(call, domain, path);
    if (params === 0) return { params: [], count: blockFields.length };
    const all = blockFields.map(([field, name]): TypedParam => ({ field, type: 3, value: of(name) }));
    const some = all.slice(0, params);
    return { params: some, count: some.length };
  },

  async DOMAIN_GET_BLOCK_INFO({ domain, path }, call) {
    let { guest, phase } = guestOf(call, domain);
    if (phase.on) ({ guest, phase } = await answeringGuest(call, domain));
    const of = disk(call, guest, phase, path);
    return { allocation: of('allocation'), capacity: of('capacity'), physical: of('physical') };
  },
} satisfies Handlers;

/** libvirt's tags of the memory call in its order, by the name in bulk statistics. */
const memoryTags = [
  [6, 'current'],
  [0, 'swap_in'],
  [1, 'swap_out'],
  [2, 'major_fault'],
  [3, 'minor_fault'],
  [4, 'unused'],
  [5, 'available'],
  [8, 'usable'],
  [9, 'last-update'],
  [10, 'disk_caches'],
  [11, 'hugetlb_pgalloc'],
  [12, 'hugetlb_pgfail'],
  [7, 'rss'],
] as const;

const blockFields = [
  ['wr_bytes', 'wr.bytes'],
  ['wr_operations', 'wr.reqs'],
  ['rd_bytes', 'rd.bytes'],
  ['rd_operations', 'rd.reqs'],
  ['flush_operations', 'fl.reqs'],
  ['wr_total_times', 'wr.times'],
  ['rd_total_times', 'rd.times'],
  ['flush_total_times', 'fl.times'],
] as const;

/** What was transferred to and from one disk, or with an empty path all of them. */
async function transfersOf(call: Call, domain: WireDomain, path: string) {
  const { guest, phase } = await answeringGuest(call, domain);
  if (path !== '') return disk(call, guest, phase, path);
  const all = disksOf(guest, phase).map(({ target }) => disk(call, guest, phase, target));
  return (field: string) => all.reduce((sum, of) => sum + of(field), 0n);
}

/** One disk's numbers. */
function disk(call: Call, guest: Guest, phase: Phase, path: string): (field: string) => bigint {
  const number = requireDisk(guest, phase, path);
  const value = valuesOf(call, guest, phase, GROUP.block);
  return (field) => (value(`block.${number}.${field}`) as bigint | undefined) ?? 0n;
}
