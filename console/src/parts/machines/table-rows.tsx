import type { JSX } from 'preact';
import type { Table } from '../../../../src/api/wire/table.ts';
import type { Item } from '../../data/table/groups.ts';
import { lazy } from '../../lazy.tsx';
import { isChoosing } from '../../view/chosen.ts';
import type { MachineColumn } from './machine-columns.ts';
import { MachineRow } from './machine-row.tsx';
import type { Hold } from './row-order.ts';
import { Spacer } from './spacer.tsx';

const GroupRow = lazy(async () => import('./group-row.tsx'), 'GroupRow');

interface Props {
  table: Table;
  columns: readonly MachineColumn[];
  /** Rows are of many hosts, and no column says of which. */
  isMixed: boolean;
  hold: Hold;
  /** The rows drawn, places `from` to `to` of `count`. */
  shown: readonly Item[];
  from: number;
  to: number;
  count: number;
  rowHeight: number;
}

/** The rows in sight, between spaces as high as those that are not. */
export function TableRows(props: Props): JSX.Element {
  const { table, columns, isMixed, hold, shown, from, to, count, rowHeight } = props;
  const span = columns.length + (isChoosing.value ? 2 : 1);
  return (
    <tbody {...hold.events}>
      <Spacer rows={from} rowHeight={rowHeight} />
      {shown.map((item, i) =>
        item.kind === 'group' ? (
          <GroupRow
            key={item.key}
            table={table}
            group={item.group}
            isFolded={item.isFolded}
            at={item.key}
            span={span}
            index={from + i}
          />
        ) : (
          <MachineRow
            key={item.key}
            table={table}
            row={item.row}
            at={item.key}
            columns={columns}
            isMixed={isMixed}
            index={from + i}
          />
        ),
      )}
      <Spacer rows={count - to} rowHeight={rowHeight} />
    </tbody>
  );
}
