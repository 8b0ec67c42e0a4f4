import { libvirtListens } from './host/daemon.ts';
import { findQemu } from './guests/hang.ts';
import { isStopped } from './host/process.ts';
import { listLabGuests, virsh } from './host/virsh.ts';

/** One guest as it is now. */
export type GuestStatus = {
  name: string;
  /** libvirt's word for it, or "hung" for a guest whose QEMU is stopped; to libvirt that one runs. */
  state: string;
  pid: number | null;
};

/** Lists the lab's guests as they are now; null when no libvirt listens. */
export async function status(): Promise<GuestStatus[] | null> {
  if (!(await libvirtListens())) return null;
  const names = await listLabGuests('all');
  const states = parseStates(await virsh(['list', '--all']));
  return names.map((name) => {
    const pid = findQemu(name);
    const hung = pid !== null && isStopped(pid);
    return { name, state: hung ? 'hung' : (states.get(name) ?? 'unknown'), pid };
  });
}

/** Reads the table of `virsh list`: id, name, and a state that may be two words. */
export function parseStates(table: string): Map<string, string> {
  const rows = table.matchAll(/^\s*(?:-|\d+)\s+(\S+)\s+(\S.*?)\s*$/gm);
  return new Map([...rows].map(([, name, state]) => [name!, state!]));
}
