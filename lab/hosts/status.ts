import { parseStates } from '../status.ts';
import { isCut } from './faults/cut.ts';
import { libvirtdState } from './faults/daemon.ts';
import { HOSTS } from './host.ts';
import { initOf } from './process.ts';
import { sshdListens } from './faults/sshd.ts';
import { virshOn } from './virsh.ts';

/** A host as it is now. */
export type HostStatus = {
  name: string;
  address: string;
  /** Of its process 1, as seen from this machine. */
  pid: number;
  libvirtd: 'running' | 'stopped' | 'down';
  sshd: boolean;
  cut: boolean;
  /** libvirt's word for the state of each guest, by name; null where libvirtd cannot answer. */
  guests: Map<string, string> | null;
};

/** Lists the hosts that are up. */
export async function hostsStatus(): Promise<HostStatus[]> {
  const statuses: HostStatus[] = [];
  for (const host of HOSTS) {
    const pid = initOf(host);
    if (pid === null) continue;
    const libvirtd = libvirtdState(host);
    statuses.push({
      name: host.name,
      address: host.address,
      pid,
      libvirtd,
      sshd: sshdListens(host),
      cut: await isCut(host),
      guests: libvirtd === 'running' ? parseStates(await virshOn(host, ['list', '--all'])) : null,
    });
  }
  return statuses;
}
