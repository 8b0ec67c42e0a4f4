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

/** Statistics of the host over one connection. */
export class NodeStatsCalls {
  readonly #connection: Connection;
  readonly #cpuFields = new FieldCount();
  readonly #memoryFields = new FieldCount();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  cpu(options?: CallOptions): Promise<NodeStats> {
    return this.#cpuFields.ask((params) =>
      this.#connection.call('NODE_GET_CPU_STATS', { cpu: ALL, params, flags: 0 }, options),
    );
  }

  memory(options?: CallOptions): Promise<NodeStats> {
    return this.#memoryFields.ask((params) =>
      this.#connection.call('NODE_GET_MEMORY_STATS', { params, cell: ALL, flags: 0 }, options),
    );
  }
}

/**
 * How many fields a daemon reports: the qemu driver refuses any number but the exact one, which it gives where none is
 * asked for. It is asked once, and again after a refusal.
 */
class FieldCount {
  #count: number | null = null;

  async ask(
    call: (params: number) => Promise<{ params: readonly Field[]; count: number }>,
  ): Promise<NodeStats> {
    try {
      this.#count ??= (await call(0)).count;
      return byName((await call(this.#count)).params);
    } catch (error) {
      this.#count = null;
      throw error;
    }
  }
}

interface Field {
  readonly field: string;
  readonly value: bigint;
}

function byName(params: readonly Field[]): NodeStats {
  return Object.fromEntries(params.map(({ field, value }) => [field, value]));
}
