import type { JSX } from 'preact';
import type { EntityView } from '../../data/entity.ts';
import { Sparkline } from '../sparkline.tsx';
import { sum } from './sum.ts';
import { Value } from '../value.tsx';

/** Rows a small line shows: ten minutes. */
const rows = 120;

/** A host in one line: what it does now and how the last minutes went. */
export function Headline({ view }: { view: EntityView }): JSX.Element {
  const now = (metric: string): JSX.Element => <Now view={view} metric={metric} />;
  const last = (metric: string): number => column(view, metric).at(-1) ?? 0;
  const disks = sum(column(view, 'disk.read.bytes'), column(view, 'disk.write.bytes'));
  const network = sum(column(view, 'net.rx.bytes'), column(view, 'net.tx.bytes'));
  return (
    <section class="headline" aria-label="the host now">
      <Cell label="CPU" big={now('cpu.usage')}>
        <Line values={column(view, 'cpu.usage')} floor={0.1} colour="cpu" />
        <p>
          steal {now('cpu.steal')}, waiting for disks {now('cpu.iowait')}
        </p>
      </Cell>
      <Cell label="memory" big={now('memory.usage')}>
        <Line values={column(view, 'memory.used')} floor={last('memory.total') || 1} colour="memory" />
        <p>
          {now('memory.used')} of {now('memory.total')}, swap {now('swap.used')}
        </p>
      </Cell>
      <Cell
        label="disk"
        big={
          <Value
            metric="disk.read.bytes"
            value={disks.at(-1) ?? null}
            reason={why(view, 'disk.read.bytes')}
            source={view.source}
          />
        }
      >
        <Line values={disks} floor={1e6} colour="out" />
        <p>
          read {now('disk.read.bytes')} in {now('disk.read.latency')}, written {now('disk.write.bytes')} in{' '}
          {now('disk.write.latency')}
        </p>
      </Cell>
      <Cell
        label="network"
        big={
          <Value
            metric="net.rx.bytes"
            value={network.at(-1) ?? null}
            reason={why(view, 'net.rx.bytes')}
            source={view.source}
          />
        }
      >
        <Line values={network} floor={125_000} colour="in" />
        <p>
          received {now('net.rx.bytes')}, sent {now('net.tx.bytes')}
        </p>
      </Cell>
      <Cell label="load" big={now('load.1m')}>
        <Line values={column(view, 'load.1m')} floor={last('cpu.count') || 1} colour="cpu" />
        <p>
          5 min {now('load.5m')}, 15 min {now('load.15m')}, {now('cpu.count')} processors
        </p>
      </Cell>
      <Cell label="pressure: tasks waited" big={now('pressure.cpu.some')}>
        <Line values={column(view, 'pressure.cpu.some')} floor={0.1} colour="wait" />
        <p>
          for a processor; for memory {now('pressure.memory.some')}, for disks {now('pressure.io.some')}
        </p>
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

function Cell(props: { label: string; big: JSX.Element; children: JSX.Element[] }): JSX.Element {
  const [line, text] = props.children;
  return (
    <div class="cell">
      <h2>{props.label}</h2>
      <div class="big">{props.big}</div>
      {line}
      {text}
    </div>
  );
}

function Line(props: { values: readonly (number | null)[]; floor: number; colour: string }): JSX.Element {
  return <Sparkline {...props} width={120} height={28} rows={rows} />;
}

function Now({ view, metric }: { view: EntityView; metric: string }): JSX.Element {
  return (
    <Value
      metric={metric}
      value={column(view, metric).at(-1) ?? null}
      reason={why(view, metric)}
      source={view.source}
    />
  );
}

function column(view: EntityView, metric: string): readonly (number | null)[] {
  return view.recent?.byMetric.get(metric)?.values ?? [];
}

function why(view: EntityView, metric: string): string | null {
  if (!view.recent) return null;
  const found = view.recent.byMetric.get(metric);
  return found ? (found.reasons.at(-1) ?? null) : 'not-reported';
}
