import type { JSX } from 'preact';
import type { EntityView } from '../../data/entity.ts';
import { EventList } from '../../charts/event-list.tsx';
import { MachineTable } from '../machines/machine-table.tsx';
import { Details } from './details.tsx';
import { EntityHeader } from './entity-header.tsx';

interface Props {
  view: EntityView;
  name: string;
  /** Id of the host whose machines are shown; null for all. */
  machinesOf: string | null;
}

/** A host that is known only by what its hypervisor reports of machines: it begins with how it is itself. */
export function UnmeasuredHost({ view, name, machinesOf }: Props): JSX.Element {
  return (
    <>
      <EntityHeader view={view} name={name} removed="It is not reported any more." />
      <p class="note">No metrics are read of this host, only those of its machines.</p>
      <MachineTable host={machinesOf} />
      <EventList view={view} />
      <Details view={view} />
    </>
  );
}
