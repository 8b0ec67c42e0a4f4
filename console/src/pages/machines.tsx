import type { JSX } from 'preact';
import { fleet } from '../data/fleet.ts';
import { FirstRun } from '../parts/findings/first-run.tsx';
import { Banners } from '../parts/lazily.ts';
import { RemovedMachines } from '../parts/machines/removed-machines.tsx';
import { MachineTable } from '../parts/machines/machine-table.tsx';

/** All machines in one table that fills the page. */
export function MachinesPage(): JSX.Element {
  return (
    <div class="machines-page">
      <h1 class="hidden">Machines</h1>
      {fleet.value?.ids.length === 0 && <FirstRun />}
      <Banners />
      <RemovedMachines />
      <MachineTable host={null} />
    </div>
  );
}
