import '../styles/fleet.css';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { fleet } from '../data/fleet.ts';
import { chosenHosts } from '../data/host-table/chosen-hosts.ts';
import { hostMetrics, hostRows } from '../data/host-table/host-rows.ts';
import { tableUri, useInstances } from '../data/instances.ts';
import { status } from '../data/status.ts';
import { FirstRun } from '../parts/findings/first-run.tsx';
import { FleetHeadline } from '../parts/hosts/fleet-headline.tsx';
import { HostTable } from '../parts/hosts/host-table.tsx';
import { Banners, CopyCurl } from '../parts/lazily.ts';
import { MachineTable } from '../parts/machines/machine-table.tsx';
import { RemovedMachines } from '../parts/machines/removed-machines.tsx';
import { AddHostButton } from '../parts/sources/add-host-button.tsx';

/** All hosts: what is wrong with any, what they use together, each in a row, and the machines of all. */
export function FleetPage(): JSX.Element {
  const hosts = useInstances('host', hostMetrics).table.value;
  const machines = fleet.value;
  const sources = status.value?.sources;
  const rows = useMemo(
    () => (hosts && sources ? hostRows(hosts, machines, sources) : null),
    [hosts, machines, sources],
  );
  const chosen = rows && chosenHosts(rows, hosts, machines);
  return (
    <div class="fleet-page">
      <h1 class="hidden">All hosts</h1>
      <FirstRun />
      <Banners />
      {rows && chosen ? (
        <>
          <FleetHeadline rows={rows} />
          <div class="table-bar">
            <h2>Hosts</h2>
            <span class="space" />
            <AddHostButton />
            <CopyCurl requests={() => [tableUri('host', hostMetrics)]} />
          </div>
          <HostTable rows={chosen} shown={rows.length} />
        </>
      ) : (
        <p class="note">Waiting for the first table of hosts.</p>
      )}
      <RemovedMachines />
      <MachineTable host={null} />
    </div>
  );
}
