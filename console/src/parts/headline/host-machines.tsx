import type { JSX } from 'preact';
import { MachineTable } from '../machines/machine-table.tsx';

/** Machines on the page of a host; the rest is a link away, so that the charts are in sight. */
const most = 14;

/** The machines of a host, or of all where it is null: those that need attention first. */
export function HostMachines({ host }: { host: string | null }): JSX.Element {
  return <MachineTable host={host} limit={most} />;
}
