import type { JSX } from 'preact';
import { fleet } from '../fleet.ts';
import { Banners } from '../parts/banners.tsx';
import { FirstRun } from '../parts/first-run.tsx';
import { GoneMachines } from '../parts/gone-machines.tsx';
import { MachineTable } from '../parts/machine-table.tsx';
import { useTitle } from '../title.ts';

/** All machines in one table that fills the page. */
export function MachinesPage(): JSX.Element {
  useTitle('Machines');
  return (
    <div class="machines-page">
      <h1 class="hidden">Machines</h1>
      {fleet.value?.ids.length === 0 && <FirstRun />}
      <Banners />
      <GoneMachines />
      <MachineTable host={null} />
    </div>
  );
}
