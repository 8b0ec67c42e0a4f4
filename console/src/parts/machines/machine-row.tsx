import type { JSX } from 'preact';
import type { Table } from '../../../../src/api/wire/table.ts';
import { lightOfRow } from '../../../../src/model/light.ts';
import { hostName } from '../../data/hosts.ts';
import { chosen, isChoosing, toggleChosen } from '../../view/chosen.ts';
import { go } from '../../view/router.ts';
import { Light } from '../light.tsx';
import { Age, MachineCell } from './machine-cell.tsx';
import type { MachineColumn } from './machine-columns.ts';
import { rowWord } from '../../../../src/model/text/state-word.ts';

interface Props {
  table: Table;
  row: number;
  /** What names it among the rows. */
  at: string;
  columns: readonly MachineColumn[];
  /** Its host stands beside its name. */
  isMixed: boolean;
  /** Place among the rows drawn, from 0. */
  index: number;
}

/** One machine in the table. */
export function MachineRow({ table, row, at, columns, isMixed, index }: Props): JSX.Element {
  const id = table.ids[row] ?? '';
  const name = table.names[row] ?? id;
  const uri = `/metrics/VM/${id}`;
  const condition = table.conditions[row] ?? null;
  const light = lightOfRow('VM', table, row);
  const open = (event: MouseEvent): void => {
    const onLink = (event.target as Element).closest('a, .c-choose') !== null;
    if (!onLink && window.getSelection()?.isCollapsed) go(uri);
  };
  const isRunning = light === 'ok' && table.states[row] === 'running';
  const isStateBeside = !isRunning && !columns.some(({ key }) => key === 'state');
  return (
    <tr class={light} aria-rowindex={index + 2} onClick={open}>
      {isChoosing.value && (
        <td class="c-choose">
          <input
            type="checkbox"
            aria-label={`compare ${name}`}
            checked={chosen.value.has(id)}
            onChange={() => toggleChosen(id)}
            tabIndex={-1}
          />
        </td>
      )}
      <th scope="row" class="c-name">
        <Light light={light} />
        <a href={uri} data-id={id} data-at={at} title={`${name} (${id})`}>
          {name}
        </a>
        {(isStateBeside || isMixed) && (
          <span class="second" title={condition?.reason}>
            {isMixed && hostName(table.hosts[row] ?? '')}
            {isMixed && isStateBeside && ', '}
            {isStateBeside && rowWord(table, row)}{' '}
            {isStateBeside && condition && <Age table={table} row={row} />}
          </span>
        )}
      </th>
      {columns.map((column) => (
        <MachineCell key={column.key} column={column} table={table} row={row} />
      ))}
    </tr>
  );
}
