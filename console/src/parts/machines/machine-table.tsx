import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Table } from '../../../../src/api/wire/table.ts';
import { fleet } from '../../data/fleet.ts';
import { hostName, hostNames, isFleet } from '../../data/hosts.ts';
import { accepting } from '../../../../src/model/select/rows.ts';
import { effective, selected } from '../../data/selector/selected.ts';
import { wantSparks } from '../../data/sparks.ts';
import { defaultSort } from '../../data/table/fleet-metrics.ts';
import { columnKeys } from '../../data/table/fleet-wants.ts';
import { groupings, groupRows, itemsOf, type Item } from '../../data/table/groups.ts';
import { lazy } from '../../lazy.tsx';
import { isChoosing } from '../../view/chosen.ts';
import { folded } from '../../view/folded.ts';
import { query } from '../../view/router.ts';
import { Chosen } from './chosen.tsx';
import { columnsOf, nameWidth } from './machine-columns.ts';
import { MachineHead } from './machine-head.tsx';
import { Nothing } from './nothing.tsx';
import { useChoosing, useRowKeys } from './row-keys.ts';
import { Hold, useOrder } from './row-order.ts';
import { SelectorProblem } from './selector-problem.tsx';
import { TableRows } from './table-rows.tsx';
import { useWindowed } from './windowed.ts';

const TableBar = lazy(async () => import('./bar/table-bar.tsx'), 'TableBar');

interface Props {
  /** Only machines on this host; null for all. */
  host: string | null;
  /** Rows shown at most, with a way to all; without it all are, as the address selects and groups them. */
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
  const isPart = limit < Infinity;
  const sort = query('sort') ?? defaultSort;
  const selector = isPart ? null : effective.value;
  const wanted = {
    accept: selector && accepting(table, selector, hostNames.value),
    sort: sort.replace(/^-/, ''),
    descending: sort.startsWith('-'),
    host,
  };
  const order = useOrder(table, [sort, host, selector?.text].join(' '), wanted, hold);
  const items = useItems(table, order, isPart, limit);
  // On the page of a host all are on it.
  const columns = columnsOf(columnKeys.value.filter((key) => host === null || key !== 'host'));
  const isMixed = host === null && isFleet.value && !columns.some(({ key }) => key === 'host');
  const { from, to, rowHeight } = useWindowed(scroller, items.length);
  const shown = items.slice(from, to);
  const keys = useMemo(() => items.map(({ key }) => key), [items]);
  useRowKeys(scroller, keys, rowHeight);
  useChoosing();
  const hasTrend = columns.some(({ key }) => key === 'trend');
  useEffect(() => {
    if (hasTrend)
      wantSparks(shown.flatMap((item) => (item.kind === 'machine' ? (table.ids[item.row] ?? []) : [])));
  });
  const width = columns.reduce((sum, column) => sum + column.width, nameWidth);
  return (
    <>
      {isPart && <Chosen />}
      {!isPart && (
        <div class="table-bar">
          <TableBar shown={order.length} all={table.ids.length} />
        </div>
      )}
      {!isPart && <SelectorProblem />}
      <div class={isChoosing.value ? 'machines choosing' : 'machines'} ref={scroller}>
        <table
          aria-rowcount={items.length + 1}
          aria-label="machines"
          style={{ minWidth: query('columns') === null ? undefined : `${width}px` }}
        >
          <MachineHead columns={columns} />
          <TableRows
            table={table}
            columns={columns}
            isMixed={isMixed}
            hold={hold}
            {...{ shown, from, to, rowHeight }}
            count={items.length}
          />
        </table>
        {order.length === 0 && <Nothing selector={selector} />}
      </div>
      {items.length < order.length && isPart && (
        <More shown={items.length} count={order.length} host={host} />
      )}
    </>
  );
}

/** What is drawn of ordered rows: the first of them, all, or all in groups. */
function useItems(table: Table, order: readonly number[], isPart: boolean, limit: number): Item[] {
  const by = groupings.find((grouping) => grouping === query('group'));
  const [names, closed] = [hostNames.value, folded.value];
  return useMemo(() => {
    if (by && !isPart) return itemsOf(groupRows(table, order, by, names), table, closed);
    return order.slice(0, limit).map((row) => ({ kind: 'machine', key: table.ids[row] ?? '', row }));
  }, [table, order, by, isPart, limit, names, closed]);
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
