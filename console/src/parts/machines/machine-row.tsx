import type { JSX } from 'preact';
import type { Table } from '../../../../src/api/wire/table.ts';
import { lightOf } from '../../../../src/model/light.ts';
import { chosen, toggleChosen } from '../../view/chosen.ts';
import { now } from '../../data/clock.ts';
import { quantity, rounded, span } from '../../format/format.ts';
import { stateWord } from '../../data/light.ts';
import { go } from '../../view/router.ts';
import { sparkOf } from '../../data/sparks.ts';
import { Light } from '../light.tsx';
import { machineColumns, type MachineColumn } from './machine-columns.ts';
import { Sparkline } from '../sparkline.tsx';
import { whyUnknown } from '../value.tsx';

interface Props {
  table: Table;
  row: number;
  /** Place in the order, from 0. */
  index: number;
}

/** One machine in the table. */
export function MachineRow({ table, row, index }: Props): JSX.Element {
  const id = table.ids[row] ?? '';
  const uri = `/metrics/VM/${id}`;
  const condition = table.conditions[row] ?? null;
  const state = table.states[row] ?? 'unknown';
  const light = lightOf('VM', state, condition);
  const open = (event: MouseEvent): void => {
    const onLink = (event.target as Element).closest('a, .c-choose') !== null;
    if (!onLink && window.getSelection()?.isCollapsed) go(uri);
  };
  return (
    <tr class={light} aria-rowindex={index + 2} onClick={open}>
      <td class="c-choose">
        <input
          type="checkbox"
          aria-label={`compare ${table.names[row]}`}
          checked={chosen.value.has(id)}
          onChange={() => toggleChosen(id)}
          tabIndex={-1}
        />
      </td>
      <th scope="row" class="c-name">
        <Light light={light} />
        <a href={uri} data-id={id} title={`${table.names[row]} (${id})`}>
          {table.names[row]}
        </a>
      </th>
      <td class="c-state" title={condition?.reason}>
        {condition ? condition.kind : stateWord(state)}
      </td>
      {machineColumns.slice(2, -1).map((column) => (
        <Cell key={column.key} column={column} table={table} row={row} />
      ))}
      <td class="c-age number">
        <Age since={condition?.since ?? table.time ?? now.value} />
      </td>
      <td class="c-spark">
        <Sparkline values={sparkOf(id)} width={104} height={20} rows={120} floor={0.2} colour="cpu" />
      </td>
    </tr>
  );
}

/** One number. Thousands of these are made while scrolling: what `Value` does, in one element. */
function Cell({ column, table, row }: { column: MachineColumn; table: Table; row: number }): JSX.Element {
  const { key, css, unit, meter } = column;
  const value = table.columns[key]?.[row] ?? null;
  if (value === null) {
    const why = whyUnknown(table.reasons[key]?.[row] ?? null, table.sources[row] ?? null);
    return (
      <td class={`${css} number unknown`} title={why} aria-label={`unknown: ${why}`}>
        –
      </td>
    );
  }
  const [number, suffix] = quantity(value, unit);
  const share = meter ? (table.columns[meter]?.[row] ?? null) : null;
  return (
    <td class={value === 0 ? `${css} number zero` : `${css} number value`} title={rounded(value, unit)}>
      {number}
      <span class="unit">{`\u00a0${suffix}`}</span>
      {share !== null && <i class="meter" style={{ '--share': Math.min(1, share) }} />}
    </td>
  );
}

function Age({ since }: { since: number }): JSX.Element {
  const [first] = span(now.value - since).split(' ');
  return <>{first}</>;
}
