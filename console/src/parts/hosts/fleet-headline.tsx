import type { JSX } from 'preact';
import type { HostRow } from '../../data/host-table/host-rows.ts';
import { totalsOf, type Total } from '../../data/host-table/totals.ts';
import { partOf } from '../../format/part.ts';
import { share } from '../../data/host-table/host-order.ts';

/** All hosts in one line: what is up, what runs, and what is used of what there is. */
export function FleetHeadline({ rows }: { rows: readonly HostRow[] }): JSX.Element {
  const { hosts, machines, cores, memory } = totalsOf(rows);
  const away = hosts.all - hosts.up;
  const rest = machines.all - machines.running - machines.unknown;
  return (
    <section class="headline" aria-label="all hosts now">
      <Tile label="hosts" number={String(hosts.up)} rest={`of ${hosts.all} up`}>
        {away > 0 ? `${away} away` : 'all answer'}
      </Tile>
      <Tile label="machines" number={count(machines.running)} rest={`of ${count(machines.all)} running`}>
        {rest > 0 && `${count(rest)} not running`}
        {rest > 0 && machines.unknown > 0 && ', '}
        {machines.unknown > 0 && `${count(machines.unknown)} unknown`}
      </Tile>
      <TotalTile label="CPU" total={cores} unit="cores" suffix=" cores" colour="cpu" />
      <TotalTile label="memory" total={memory} unit="bytes" suffix="" colour="memory" />
    </section>
  );
}

const count = (number: number): string => number.toLocaleString('en');

interface TileProps {
  label: string;
  number: string;
  rest: string;
  /** The part that is used, as a bar. */
  meter?: JSX.Element | null;
  children: JSX.Element['props']['children'];
}

function Tile({ label, number, rest, meter, children }: TileProps): JSX.Element {
  return (
    <div class="cell">
      <div class="label">
        <h2>{label}</h2>
      </div>
      <div class="big">
        <span class="value">{number}</span> <span class="unit">{rest}</span>
      </div>
      {meter}
      <p>{children}</p>
    </div>
  );
}

interface TotalProps {
  label: string;
  total: Total;
  unit: 'cores' | 'bytes';
  suffix: string;
  colour: 'cpu' | 'memory';
}

function TotalTile({ label, total, unit, suffix, colour }: TotalProps): JSX.Element {
  const { used, size, without } = total;
  const part = share(used, size);
  const [number, rest] = part === null ? ['–', ''] : partOf(used, size, unit);
  const meter = part !== null && <i class={`meter of-${colour}`} style={{ '--share': Math.min(1, part) }} />;
  return (
    <Tile label={label} number={number} rest={rest && rest + suffix} meter={meter || null}>
      {part !== null && (
        <>
          <span class="value">{Math.round(part * 100)} %</span> used
        </>
      )}
      {without > 0 && `, without ${without} ${without === 1 ? 'host' : 'hosts'} not known now`}
    </Tile>
  );
}
