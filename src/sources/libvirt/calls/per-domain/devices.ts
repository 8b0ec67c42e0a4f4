import { LibvirtError, VIR_CODE, type LibvirtClient } from '@virtscope/libvirt';
import type { Vm } from '../../vm.ts';
import { noDeadline } from '../serial-calls.ts';
import type { Ask, DomainRecord } from './record.ts';

/** Disks, and interfaces, of one VM that are asked: a call each. */
const MAX_DEVICES = 16;
/** As many as the protocol has room for. */
const MAX_BLOCK_PARAMS = 16;
const MAX_MEMORY_STATS = 32;

/** Names of the memory call's tags (virDomainMemoryStatTags) in bulk statistics. */
const memoryNames: Readonly<Record<number, string>> = {
  0: 'swap_in',
  1: 'swap_out',
  2: 'major_fault',
  3: 'minor_fault',
  4: 'unused',
  5: 'available',
  7: 'rss',
  8: 'usable',
  9: 'last-update',
  10: 'disk_caches',
};

/** Names of the disk call's parameters in bulk statistics. */
const blockNames: Readonly<Record<string, string>> = {
  rd_bytes: 'rd.bytes',
  rd_operations: 'rd.reqs',
  rd_total_times: 'rd.times',
  wr_bytes: 'wr.bytes',
  wr_operations: 'wr.reqs',
  wr_total_times: 'wr.times',
  flush_operations: 'fl.reqs',
  flush_total_times: 'fl.times',
};

/**
 * Adds what a VM's interfaces, disks and guest did. Interfaces come first: the others can wait for QEMU, and where one
 * waited in vain the rest is left out.
 *
 * @returns whether none waited in vain
 */
export async function addDevices(
  client: LibvirtClient,
  { description, domain }: Vm,
  { fields, ask }: Pick<DomainRecord, 'fields'> & { ask: Ask },
): Promise<boolean> {
  const { connection } = client;
  const add = (name: string, value: bigint): unknown => value >= 0n && fields.set(name, value);
  const nics = description?.nics ?? [];
  fields.set('net.count', BigInt(nics.length));
  for (const [index, { labels }] of nics.slice(0, MAX_DEVICES).entries()) {
    const device = labels['ifname'];
    if (device === undefined) continue;
    const stats = await ask('InterfaceStats', () =>
      connection.call('DOMAIN_INTERFACE_STATS', { domain, device }, noDeadline),
    );
    if (stats === null || stats instanceof LibvirtError) continue;
    fields.set(`net.${index}.name`, device);
    for (const way of ['rx', 'tx'] as const) {
      add(`net.${index}.${way}.bytes`, stats[`${way}Bytes`]);
      add(`net.${index}.${way}.pkts`, stats[`${way}Packets`]);
      add(`net.${index}.${way}.errs`, stats[`${way}Errors`]);
      add(`net.${index}.${way}.drop`, stats[`${way}Dropped`]);
    }
  }
  const memory = await ask('MemoryStats', () =>
    connection.call('DOMAIN_MEMORY_STATS', { domain, maxStats: MAX_MEMORY_STATS, flags: 0 }, noDeadline),
  );
  if (memory === null || hasTimedOut(memory)) return false;
  for (const { tag, value } of memory instanceof LibvirtError ? [] : memory.stats) {
    const name = memoryNames[tag];
    if (name) add(`balloon.${name}`, value);
  }
  const disks = (description?.disks ?? []).filter(({ labels }) => labels['device'] === undefined);
  fields.set('block.count', BigInt(disks.length));
  for (const [index, { key }] of disks.slice(0, MAX_DEVICES).entries()) {
    const stats = await ask('BlockStatsFlags', () =>
      connection.call(
        'DOMAIN_BLOCK_STATS_FLAGS',
        { domain, path: key, params: MAX_BLOCK_PARAMS, flags: 0 },
        noDeadline,
      ),
    );
    if (stats === null || hasTimedOut(stats)) return false;
    fields.set(`block.${index}.name`, key);
    if (!(stats instanceof LibvirtError)) {
      for (const { field, value } of stats.params) {
        const name = blockNames[field];
        if (name && typeof value === 'bigint') add(`block.${index}.${name}`, value);
      }
      continue;
    }
    const old = await ask('BlockStats', () =>
      connection.call('DOMAIN_BLOCK_STATS', { domain, path: key }, noDeadline),
    );
    if (old === null || hasTimedOut(old)) return false;
    if (old instanceof LibvirtError) continue;
    add(`block.${index}.rd.bytes`, old.readBytes);
    add(`block.${index}.rd.reqs`, old.readRequests);
    add(`block.${index}.wr.bytes`, old.writeBytes);
    add(`block.${index}.wr.reqs`, old.writeRequests);
  }
  return true;
}

/** Another call held the VM for the half minute that libvirt waits; the next would wait as long. */
function hasTimedOut(answer: unknown): boolean {
  return answer instanceof LibvirtError && answer.virCode === VIR_CODE.OPERATION_TIMEOUT;
}
