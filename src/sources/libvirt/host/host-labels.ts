import type { NodeInfo } from '@virtscope/libvirt';
import { cutText } from '../../../lib/text/cut-text.ts';
import { LIMITS } from '../limits.ts';
import type { HostVersions } from './host-calls.ts';

/**
 * Labels of a host from what its daemon answers. The clock rate is not among them: libvirt reports that of one processor at
 * one moment.
 */
export function nodeLabels({
  info,
  versions,
}: {
  readonly info: NodeInfo | null;
  readonly versions: HostVersions | null;
}): Readonly<Record<string, string>> {
  const { libvirt = null, hypervisor = null } = versions ?? {};
  return {
    ...(info && { cores: String(info.cpus), topology: topologyText(info) }),
    ...(libvirt !== null && { libvirt }),
    ...(hypervisor !== null && { hypervisor: cutText(hypervisor, LIMITS.labelLength) }),
  };
}

/** Each is of one of those before it: the product is the number of processors where all are on. */
function topologyText({ nodes, sockets, cores, threads }: NodeInfo): string {
  const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return [
    counted(nodes, 'NUMA node'),
    counted(sockets, 'socket'),
    counted(cores, 'core'),
    counted(threads, 'thread'),
  ].join(' × ');
}
