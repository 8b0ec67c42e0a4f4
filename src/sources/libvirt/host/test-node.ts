import type { Answers } from '../../../../packages/libvirt/test/fake-daemon.ts';

/** Nanoseconds and KiB by the daemon's names. */
export interface Node {
  cpu: Record<string, bigint>;
  memory: Record<string, bigint>;
}

/** Two processors that were busy for a while, and 8 GiB. */
export function testNode(): Node {
  return {
    cpu: { kernel: 10n ** 12n, user: 3n * 10n ** 12n, idle: 15n * 10n ** 12n, iowait: 10n ** 12n },
    memory: { total: 8_388_608n, free: 2_097_152n, buffers: 524_288n, cached: 1_572_864n },
  };
}

/** What a daemon answers about its host, from what it has at that moment. */
export function nodeAnswers(node: Node = testNode()): Answers {
  const answer = (fields: Record<string, bigint>, params: number) => {
    const list = Object.entries(fields).map(([field, value]) => ({ field, value }));
    return params === 0 ? { params: [], count: list.length } : { params: list, count: 0 };
  };
  return {
    NODE_GET_INFO: () => ({
      model: 'x86_64',
      memoryKib: 8_388_608n,
      cpus: 2,
      mhz: 2600,
      nodes: 1,
      sockets: 1,
      cores: 2,
      threads: 1,
    }),
    NODE_GET_CPU_STATS: ({ params }) => answer(node.cpu, params),
    NODE_GET_MEMORY_STATS: ({ params }) => answer(node.memory, params),
    CONNECT_GET_TYPE: () => ({ text: 'QEMU' }),
    CONNECT_GET_VERSION: () => ({ version: 7_002_022n }),
    CONNECT_GET_LIB_VERSION: () => ({ version: 9_000_000n }),
  };
}
