import type { Daemon } from '../../daemon.ts';
import type { Handlers } from './call.ts';
import { badArgument, ORIGIN } from '../fault.ts';

/** Texts of the security calls carry their ending zero. */
const NONE = 'none\0';
/** Of the machine type that the guests have. */
const MOST_VCPUS = 288;

/** Calls about the machine. */
export const nodeCalls = {
  NODE_GET_INFO: (_args, { daemon }) => daemon.machine.info,

  NODE_GET_CPU_STATS({ cpu, params }, { daemon: { machine, clock } }) {
    const { cpus } = machine.info;
    if (cpu < -1 || cpu >= cpus) {
      throw wrong('virHostCPUGetStatsLinux', `cpuNum`, `must be less than or equal to ${cpus - 1}`);
    }
    const fields = machine.cpuStats(clock.now(), cpu < 0 ? cpus : 1);
    return twoStep(fields, params, 'virHostCPUGetStatsLinux');
  },

  NODE_GET_MEMORY_STATS({ params, cell }, { daemon: { machine, clock } }) {
    if (cell < -1 || cell >= machine.info.nodes) {
      throw wrong(
        'virHostMemGetStatsLinux',
        `cellNum`,
        `must be less than or equal to ${machine.info.nodes - 1}`,
      );
    }
    return twoStep(machine.memoryStats(clock.now()), params, 'virHostMemGetStatsLinux');
  },

  NODE_GET_CELLS_FREE_MEMORY: (_args, { daemon }) => ({ bytes: [freeBytes(daemon)] }),
  NODE_GET_FREE_MEMORY: (_args, { daemon }) => ({ bytes: freeBytes(daemon) }),

  NODE_GET_CPU_MAP({ needMap }, { daemon }) {
    const { cpus } = daemon.machine.info;
    const map = daemon.machine.cpuMap(needMap ? Math.ceil(cpus / 8) : 0);
    return { map, online: cpus, count: cpus };
  },

  CONNECT_GET_MAX_VCPUS: () => ({ value: MOST_VCPUS }),

  NODE_GET_SECURITY_MODEL: () => ({ model: NONE, doi: '0\0' }),
} satisfies Handlers;

type Fields = { field: string; value: bigint }[];

/** A request for no fields is answered with their number; the next one must ask for exactly so many. */
function twoStep(fields: Fields, params: number, func: string) {
  if (params === 0) return { params: [], count: fields.length };
  if (params !== fields.length) throw wrong(func, 'nparams', `must be equal to ${fields.length}`);
  return { params: fields, count: 0 };
}

function wrong(func: string, argument: string, must: string) {
  return badArgument(ORIGIN.none, `${argument} in ${func} ${must}`, func, `*${argument}`);
}

function freeBytes({ machine, clock }: Daemon): bigint {
  return machine.memoryStats(clock.now()).find(({ field }) => field === 'free')!.value * 1024n;
}
