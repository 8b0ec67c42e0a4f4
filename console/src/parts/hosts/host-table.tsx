import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { HostRow } from '../../data/host-table/host-rows.ts';
import { wantLastKnown, withLastKnown } from '../../data/host-table/last-known.ts';
import { effective } from '../../data/selector/selected.ts';
import { query, setQuery } from '../../view/router.ts';
import { viewportWidth } from '../../view/viewport.ts';
import { Head, type HeadColumn } from '../machines/column-head.tsx';
import { useRowKeys } from '../machines/row-keys.ts';
import { Hold } from '../machines/row-order.ts';
import { Spacer } from '../machines/spacer.tsx';
import { useWindowed } from '../machines/windowed.ts';
import { HostTableRow } from './host-table-row.tsx';
import { useHostOrder } from './host-order.ts';

const defaultSort = 'name';

/** Width of the window, CSS pixels, under which state and age stand below the name. */
const wide = 641;

type Row = readonly [
  key: string,
  group: string,
  label: string,
  widths: readonly [wide: number, narrow: number] | null,
  hint: string,
];

// prettier-ignore
const rows: readonly Row[] = [
  ['name', '', 'host', null, 'name of the host'],
  ['state', '', 'state', null, 'how it is, and why it is away'],
  ['cpu', 'CPU', 'cores', [124, 78], 'processors kept busy, and how many it has; the bar is the share'],
  ['memory', 'memory', 'used', [148, 98], 'memory used, and how much it has; the bar is the share'],
  ['machines', 'machines', 'running', [96, 84], 'machines that run, and all that it has'],
  ['age', '', 'age', [64, 0], 'since when it is as it is, where something is wrong'],
];

/** Columns of a wide window, or of a narrow one. */
function columnsOf(isWide: boolean): HeadColumn[] {
  const shown = rows.filter(([key]) => isWide || (key !== 'state' && key !== 'age'));
  return shown.map(([key, group, label, widths, hint]) => ({
    key,
    group,
    label,
    hint,
    words: key === 'name' || key === 'state',
    css: `c-${key}`,
    width: widths?.[isWide ? 0 : 1],
  }));
}

/** The hosts, of which those in sight are drawn: those that need attention first, the others as the address sorts them. */
export function HostTable({ rows: all, shown }: { rows: readonly HostRow[]; shown: number }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const hold = useRef(new Hold()).current;
  const sort = query('hosts') ?? defaultSort;
  const ordered = useHostOrder(all, sort, `${sort} ${effective.value?.text}`, hold);
  const { from, to, rowHeight } = useWindowed(scroller, ordered.length);
  const keys = useMemo(() => ordered.map(({ id }) => id), [ordered]);
  useRowKeys(scroller, keys, rowHeight);
  const inSight = ordered.slice(from, to);
  useEffect(() => wantLastKnown(inSight));
  const isWide = viewportWidth.value >= wide;
  const sortBy = (next: string): void => setQuery({ hosts: next === defaultSort ? null : next });
  return (
    <div class="machines hosts" ref={scroller}>
      <table aria-rowcount={ordered.length + 1} aria-label="hosts">
        <thead>
          <tr aria-rowindex={1}>
            {columnsOf(isWide).map((column) => (
              <Head key={column.key} {...{ column, sort, sortBy }} />
            ))}
          </tr>
        </thead>
        <tbody {...hold.events}>
          <Spacer rows={from} rowHeight={rowHeight} />
          {inSight.map((row, i) => (
            <HostTableRow key={row.id} row={withLastKnown(row)} index={from + i} isWide={isWide} />
          ))}
          <Spacer rows={ordered.length - to} rowHeight={rowHeight} />
        </tbody>
      </table>
      {ordered.length === 0 && <p class="note">No host matches, and none has a machine that does.</p>}
      <p class="hidden" role="status">
        {ordered.length < shown && `${ordered.length} of ${shown} hosts`}
      </p>
    </div>
  );
}
