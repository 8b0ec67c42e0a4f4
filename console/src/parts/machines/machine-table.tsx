import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Table } from '../../../../src/api/wire/table.ts';
import { defaultSort } from '../../data/table/fleet-metrics.ts';
import { columnKeys } from '../../data/table/fleet-wants.ts';
import { fleet } from '../../data/fleet.ts';
import { hostName, hostNames } from '../../data/hosts.ts';
import { accepting } from '../../../../src/model/select/rows.ts';
import { effective, selected } from '../../data/selector/selected.ts';
import { wantSparks } from '../../data/sparks.ts';
import { isChoosing } from '../../view/chosen.ts';
import { query, setQuery } from '../../view/router.ts';
import { Chosen } from './chosen.tsx';
import { columnsOf, nameWidth } from './machine-columns.ts';
import { MachineHead } from './machine-head.tsx';
import { MachineRow } from './machine-row.tsx';
import { useRowKeys } from './row-keys.ts';
import { Hold, useOrder } from './row-order.ts';
import { useWindowed } from './windowed.ts';

interface Props {
  /** Only machines on this host; null for all. */
  host: string | null;
  /** Rows shown at most, with a way to all; without it all are, as the selector of the address has them. */
  limit?: number;
}

/** The dense table of machines: thousands of rows, of which those in sight are drawn. */
export function MachineTable(props: Props): JSX.Element {
  const table = fleet.value;
  if (!table) return <p class="note">Waiting for the first table of machines.</p>;
  if (selected.value.isPending) return <p class="note">Waiting for what reads the selector.</p>;
  if (table.ids.length === 0) return <p class="note">The hypervisor knows no machines.</p>;
  return <Rows table={table} {...props} />;
}

function Rows({ table, host, limit = Infinity }: Props & { table: Table }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const hold = useRef(new Hold()).current;
  const sort = query('sort') ?? defaultSort;
  const selector = limit < Infinity ? null : effective.value;
  const descending = sort.startsWith('-');
  const wanted = {
    accept: selector && accepting(table, selector, hostNames.value),
    sort: sort.replace(/^-/, ''),
    descending,
    host,
  };
  const all = useOrder(table, [sort, host, selector?.text].join(' '), wanted, hold);
  const order = all.slice(0, limit);
  const columns = columnsOf(columnKeys.value);
  const { from, to, rowHeight } = useWindowed(scroller, order.length);
  const shown = order.slice(from, to);
  useRowKeys(
    scroller,
    order.map((row) => table.ids[row] ?? ''),
    rowHeight,
  );
  const hasTrend = columns.some(({ key }) => key === 'trend');
  useEffect(() => {
    if (hasTrend) wantSparks(shown.map((row) => table.ids[row] ?? ''));
  });
  const width = columns.reduce((sum, column) => sum + column.width, nameWidth);
  return (
    <>
      <Chosen />
      {selected.value.error && (
        <p class="note wrong">
          {selected.value.error.message}. {selector ? `Shown is “${selector.text}”.` : 'All are shown.'}
        </p>
      )}
      <div class={isChoosing.value ? 'machines choosing' : 'machines'} ref={scroller}>
        <table
          aria-rowcount={order.length + 1}
          aria-label="machines"
          style={{ minWidth: query('columns') === null ? undefined : `${width}px` }}
        >
          <MachineHead columns={columns} />
          <tbody
            onPointerEnter={() => (hold.pointer = true)}
            onPointerLeave={() => (hold.pointer = false)}
            onFocusIn={() => (hold.focus = true)}
            onFocusOut={() => (hold.focus = false)}
          >
            <Spacer rows={from} rowHeight={rowHeight} />
            {shown.map((row, i) => (
              <MachineRow key={table.ids[row]} table={table} row={row} columns={columns} index={from + i} />
            ))}
            <Spacer rows={order.length - to} rowHeight={rowHeight} />
          </tbody>
        </table>
        {order.length === 0 && !selector && <p class="note">No machine is on this host.</p>}
        {order.length === 0 && selector && (
          <p class="note">
            No machine matches “{selector.text}”.{' '}
            <button type="button" onClick={() => setQuery({ select: null, q: null })}>
              show all
            </button>
          </p>
        )}
      </div>
      {order.length < all.length && <More shown={order.length} count={all.length} host={host} />}
    </>
  );
}

/** `14 of 40, all machines →`. */
function More({ shown, count, host }: { shown: number; count: number; host: string | null }): JSX.Element {
  const select =
    host === null ? '' : `?select=${encodeURIComponent(`host:${JSON.stringify(hostName(host))}`)}`;
  return (
    <p class="more-machines">
      {shown} of {count}, <a href={`/metrics/VM${select}`}>all machines →</a>
    </p>
  );
}

function Spacer({ rows, rowHeight }: { rows: number; rowHeight: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td style={{ height: `${rows * rowHeight}px` }} />
    </tr>
  );
}
