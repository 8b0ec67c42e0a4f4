import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Table } from '../../../../src/api/wire/table.ts';
import { chosen, compareUri, mostCompared, toggleChosen } from '../../view/chosen.ts';
import { fleet } from '../../data/fleet.ts';
import { useKeys } from '../../view/keys.ts';
import { keepOrder, orderRows } from '../../data/order.ts';
import { go, query, setQuery } from '../../view/router.ts';
import { wantSparks } from '../../data/sparks.ts';
import { defaultSort } from './machine-columns.ts';
import { MachineHead } from './machine-head.tsx';
import { MachineRow } from './machine-row.tsx';
import { useWindowed } from './windowed.ts';

interface Props {
  /** Only machines on this host; null for all. */
  host: string | null;
}

/** The dense table of machines: thousands of rows, of which those in sight are drawn. */
export function MachineTable({ host }: Props): JSX.Element {
  const table = fleet.value;
  if (!table) return <p class="note">Waiting for the first table of machines.</p>;
  if (table.ids.length === 0) return <p class="note">The hypervisor knows no machines.</p>;
  return <Rows table={table} host={host} />;
}

function Rows({ table, host }: Props & { table: Table }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const hold = useRef(new Hold()).current;
  const order = useOrder(table, host, hold);
  const { from, to, rowHeight } = useWindowed(scroller, order.length);
  const shown = order.slice(from, to);
  useRowKeys(scroller, table, order, rowHeight);
  useEffect(() => wantSparks(shown.map((row) => table.ids[row] ?? '')));
  const search = query('q') ?? '';
  return (
    <>
      <Chosen />
      <div class="machines" ref={scroller} style={{ '--rows': order.length }}>
        <table aria-rowcount={order.length + 1} aria-label="machines">
          <MachineHead />
          <tbody
            onPointerEnter={() => (hold.pointer = true)}
            onPointerLeave={() => (hold.pointer = false)}
            onFocusIn={() => (hold.focus = true)}
            onFocusOut={() => (hold.focus = false)}
          >
            <Spacer rows={from} rowHeight={rowHeight} />
            {shown.map((row, i) => (
              <MachineRow key={table.ids[row]} table={table} row={row} index={from + i} />
            ))}
            <Spacer rows={order.length - to} rowHeight={rowHeight} />
          </tbody>
        </table>
        {order.length === 0 && search === '' && <p class="note">No machine is on this host.</p>}
        {order.length === 0 && search !== '' && (
          <p class="note">
            No machine matches “{search}”.{' '}
            <button type="button" onClick={() => setQuery({ q: null })}>
              show all
            </button>
          </p>
        )}
      </div>
    </>
  );
}

/** What is chosen, and the way to compare it; nothing while nothing is. */
function Chosen(): JSX.Element | null {
  const ids = chosen.value;
  if (ids.size === 0) return null;
  return (
    <p class="chosen" role="status">
      {ids.size} chosen{ids.size === mostCompared && ', the most at a time'}:{' '}
      <a href={compareUri(ids)}>compare ( c )</a>{' '}
      <button type="button" class="quiet" onClick={() => (chosen.value = new Set())}>
        choose none
      </button>
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

/** Whether the pointer or the focus is in the rows. */
class Hold {
  pointer = false;
  focus = false;

  on(): boolean {
    return this.pointer || this.focus;
  }
}

/** Rows as asked for. While the pointer or the focus is in the table, live values do not reorder it. */
function useOrder(table: Table, host: string | null, hold: Hold): number[] {
  const sort = query('sort') ?? defaultSort;
  const search = query('q') ?? '';
  const asked = `${sort} ${host} ${search}`;
  const before = useRef({ asked: '', ids: [] as string[] });
  return useMemo(() => {
    const descending = sort.startsWith('-');
    let rows = orderRows(table, { search, sort: sort.slice(descending ? 1 : 0), descending, host });
    if (hold.on() && before.current.asked === asked) rows = keepOrder(rows, table.ids, before.current.ids);
    before.current = { asked, ids: rows.map((row) => table.ids[row] ?? '') };
    return rows;
  }, [table, asked]);
}

/** `j` and `k` walk the rows by moving the focus; Enter then is the link's own. */
function useRowKeys(
  scroller: { current: HTMLDivElement | null },
  table: Table,
  order: readonly number[],
  rowHeight: number,
): void {
  const at = useRef<string | null>(null);
  const wanted = useRef<string | null>(null);
  const walk = (by: number): void => {
    const element = scroller.current;
    if (!element || order.length === 0) return;
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    at.current = focused?.getAttribute('data-id') ?? at.current;
    const here = order.findIndex((row) => table.ids[row] === at.current);
    const next = Math.max(0, Math.min(order.length - 1, here < 0 ? 0 : here + by));
    at.current = wanted.current = table.ids[order[next] ?? 0] ?? null;
    const head = element.querySelector('thead')?.clientHeight ?? 0;
    const top = next * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    const bottom = top + rowHeight + head - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
    focus();
  };
  const focus = (): void => {
    const link = scroller.current?.querySelector<HTMLElement>(`a[data-id="${wanted.current ?? ''}"]`);
    if (!link) return;
    link.focus();
    wanted.current = null;
  };
  useEffect(() => {
    if (wanted.current) focus();
  });
  const chooseHere = (): void => {
    const id = document.activeElement?.getAttribute('data-id');
    if (id) toggleChosen(id);
  };
  useKeys({
    x: chooseHere,
    c: () => chosen.peek().size > 0 && go(compareUri(chosen.peek())),
    j: () => walk(1),
    k: () => walk(-1),
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
  });
}
