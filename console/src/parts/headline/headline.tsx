import type { JSX } from 'preact';
import type { EntityView } from '../../data/entity.ts';
import { Value } from '../value.tsx';
import { Cell, column, Line, newest, Now, why } from './cell.tsx';
import { Guests } from './guests.tsx';
import { sum } from './sum.ts';

/** A host in one line: what it does now, how the last minutes went, and what it has too little of. */
export function Headline({ view }: { view: EntityView }): JSX.Element {
  const now = (metric: string): JSX.Element => <Now view={view} metric={metric} />;
  const line = (metric: string, floor: number, colour: string): JSX.Element => (
    <Line values={column(view, metric)} floor={floor} colour={colour} />
  );
  const disks = together(view, 'disk.read.bytes', 'disk.write.bytes');
  const network = together(view, 'net.rx.bytes', 'net.tx.bytes');
  const processors = newest(view, 'cpu.count');
  return (
    <section class="headline" aria-label="the host now">
      <Cell
        {...{ view, label: 'CPU', tile: 'CPU' }}
        big={now('cpu.usage')}
        line={line('cpu.usage', 0.1, 'cpu')}
      >
        <Guests host={view.id} processors={processors} /> steal {now('cpu.steal')}, waiting for disks{' '}
        {now('cpu.iowait')}
      </Cell>
      <Cell
        {...{ view, label: 'memory', tile: 'memory' }}
        big={now('memory.usage')}
        line={line('memory.used', newest(view, 'memory.total') ?? 1, 'memory')}
      >
        {now('memory.used')} of {now('memory.total')}, swap {now('swap.used')}
      </Cell>
      <Cell
        {...{ view, label: 'disk', tile: 'disk' }}
        big={disks.value}
        line={<Line values={disks.rows} floor={1e6} colour="out" />}
      >
        read {now('disk.read.bytes')} in {now('disk.read.latency')}, written {now('disk.write.bytes')} in{' '}
        {now('disk.write.latency')}
      </Cell>
      <Cell
        {...{ view, label: 'network' }}
        big={network.value}
        line={<Line values={network.rows} floor={125_000} colour="in" />}
      >
        received {now('net.rx.bytes')}, sent {now('net.tx.bytes')}
      </Cell>
      <Cell {...{ view, label: 'load' }} big={now('load.1m')} line={line('load.1m', processors ?? 1, 'cpu')}>
        5 min {now('load.5m')}, 15 min {now('load.15m')}, {now('cpu.count')} processors
      </Cell>
      <Cell
        {...{ view, label: 'pressure: tasks waited', tile: 'pressure' }}
        big={now('pressure.cpu.some')}
        line={line('pressure.cpu.some', 0.1, 'wait')}
      >
        for a processor; for memory {now('pressure.memory.some')}, for disks {now('pressure.io.some')}
      </Cell>
    </section>
  );
}

/** What the line draws besides what the charts do. */
export const headlineMetrics: readonly string[] = [
  'memory.usage',
  'memory.total',
  'swap.used',
  'load.1m',
  'load.5m',
  'load.15m',
  'cpu.count',
];

/** Two metrics together: the rows and the newest value. */
function together(
  view: EntityView,
  first: string,
  second: string,
): { rows: (number | null)[]; value: JSX.Element } {
  const rows = sum(column(view, first), column(view, second));
  const value = (
    <Value
      metric={first}
      value={rows.at(-1) ?? null}
      reason={why(view, first) ?? why(view, second)}
      source={view.source}
      isRounded
    />
  );
  return { rows, value };
}
