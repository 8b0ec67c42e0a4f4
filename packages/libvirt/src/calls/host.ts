import type { CallOptions, Connection } from '../connection.ts';

/** What the host has; `memoryKib` is all of it, `cpus` those that are on. */
export interface NodeInfo {
  model: string;
  memoryKib: bigint;
  cpus: number;
  mhz: number;
  nodes: number;
  sockets: number;
  cores: number;
  threads: number;
}

/** The daemon's names with exact values: nanoseconds for CPU, KiB for memory. */
export type NodeStats = Record<string, bigint>;

const ALL = -1;

/** Time all CPUs of the host spent since boot: kernel, user, idle, iowait, in nanoseconds. */
export async function nodeCpuStats(connection: Connection, options?: CallOptions): Promise<NodeStats> {
  // Two steps: the qemu driver refuses any number of fields but the exact one.
  const ask = (params: number) =>
    connection.call('NODE_GET_CPU_STATS', { cpu: ALL, params, flags: 0 }, options);
  const { count } = await ask(0);
  return byName((await ask(count)).params);
}

/** Memory of the host: total, free, buffers, cached, in KiB. */
export async function nodeMemoryStats(connection: Connection, options?: CallOptions): Promise<NodeStats> {
  const ask = (params: number) =>
    connection.call('NODE_GET_MEMORY_STATS', { params, cell: ALL, flags: 0 }, options);
  const { count } = await ask(0);
  return byName((await ask(count)).params);
}

function byName(params: readonly { field: string; value: bigint }[]): NodeStats {
  return Object.fromEntries(params.map(({ field, value }) => [field, value]));
}
