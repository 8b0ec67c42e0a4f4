import type { JSX } from 'preact';
import type { LatencyHistogram } from '../../../../src/api/wire/latency.ts';
import { useAsked } from '../../data/asked/asked.ts';
import { latencyUri } from '../../data/asked/services.ts';
import { text } from '../../format/format.ts';
import { heatCells, heatRows } from './heat-cells.ts';

const everyMs = 10_000;
const columns = 60;

/** How long the calls of a service took in the last ten minutes: time to the right, slow calls above. */
export function HeatMap({ service }: { service: string }): JSX.Element | null {
  const histogram = useAsked<LatencyHistogram>(latencyUri(service), everyMs).value;
  if (!histogram) return null;
  const [all] = histogram.series;
  const cells = heatCells(all?.intervals ?? [], { ...histogram, columns });
  const label = all
    ? `${all.count} calls in ten minutes: half within ${text(all.p50, 'seconds')}, the slowest ${text(all.max, 'seconds')}`
    : 'no call in ten minutes';
  return (
    <svg class="heat" viewBox={`0 0 ${columns} ${heatRows}`} preserveAspectRatio="none" role="img">
      <title>{label}</title>
      {cells.map(({ column, row, share }) => (
        <rect
          key={`${column} ${row}`}
          x={column}
          y={heatRows - 1 - row}
          width={1}
          height={1}
          opacity={0.25 + 0.75 * share}
        />
      ))}
    </svg>
  );
}
