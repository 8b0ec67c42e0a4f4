import type { JSX } from 'preact';
import type { EntityView } from '../../data/entity.ts';
import { downSources } from '../../data/status.ts';
import { EventList } from '../../charts/events/event-list.tsx';
import { HostMachines } from '../headline/host-machines.tsx';
import { Capacity } from '../capacity/capacity.tsx';
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
  const isNamed = downSources.value.some(({ id }) => id === view.source);
  return (
    <>
      <EntityHeader view={view} name={name} removed="It is not reported any more." banner={!isNamed} />
      <p class="note">No metrics are read of this host, only those of its machines.</p>
      <HostMachines host={machinesOf} />
      <Capacity host={view.id} />
      <EventList view={view} />
      <Details view={view} />
    </>
  );
}
