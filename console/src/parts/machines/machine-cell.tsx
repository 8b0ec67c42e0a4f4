import type { JSX } from 'preact';
import type { Table } from '../../../../src/api/wire/table.ts';
import { FACTS, isFactName, type FactName } from '../../../../src/model/facts.ts';
import { now } from '../../data/clock.ts';
import { hostName } from '../../data/hosts.ts';
import { sparkOf } from '../../data/sparks.ts';
import { factText } from '../../format/fact.ts';
import { quantity, rounded, span } from '../../format/format.ts';
import { partOf } from '../../format/part.ts';
import { Sparkline } from '../sparkline.tsx';
import { whyUnknown } from '../value.tsx';
import type { MachineColumn } from './machine-columns.ts';
import { bounds } from '../../data/table/fleet-metrics.ts';
import { rowWord } from '../../../../src/model/text/state-word.ts';

interface Props {
  column: MachineColumn;
  table: Table;
  row: number;
}

/** One cell. Thousands of these are made while scrolling: each is one element, with few inside. */
export function MachineCell(props: Props): JSX.Element {
  const { table, row, column } = props;
  const { key, css } = column;
  switch (key) {
    case 'state':
      return (
        <td class={css} title={table.conditions[row]?.reason}>
          {rowWord(table, row)}
        </td>
      );
    case 'host': {
      const name = hostName(table.hosts[row] ?? '');
      return (
        <td class={css} title={name}>
          {name}
        </td>
      );
    }
    case 'age':
      return (
        <td class={`${css} number`}>
          <Age table={table} row={row} />
        </td>
      );
    case 'trend':
      return (
        <td class={css}>
          <Sparkline
            values={sparkOf(table.ids[row] ?? '')}
            width={104}
            height={20}
            rows={120}
            floor={1}
            ceiling={1}
            colour="cpu"
          />
        </td>
      );
    default:
      return isFactName(key) ? <FactCell {...props} name={key} /> : <NumberCell {...props} />;
  }
}

function NumberCell({ column, table, row }: Props): JSX.Element {
  const { key, css, unit, meter, size } = column;
  const value = table.columns[key]?.[row] ?? null;
  if (value === null) {
    const why = whyUnknown(table.reasons[key]?.[row] ?? null, table.sources[row] ?? null);
    return (
      <td class={`${css} number unknown`} title={why} aria-label={`unknown: ${why}`}>
        –
      </td>
    );
  }
  const known = size === null ? null : table.facts[size]?.[row];
  const most = typeof known === 'number' ? known : null;
  const share = most !== null ? value / most : meter ? (table.columns[meter]?.[row] ?? null) : null;
  const [number, rest] = size === null ? quantity(value, unit) : partOf(value, most, unit);
  return (
    <td class={value === 0 ? `${css} number zero` : `${css} number value`} title={rounded(value, unit)}>
      {number}
      <span class={most === null ? 'unit' : 'unit size'}>{`\u00a0${rest}`}</span>
      {share !== null && <i class="meter" style={{ '--share': Math.min(1, share) }} />}
    </td>
  );
}

function FactCell({ column, table, row, name }: Props & { name: FactName }): JSX.Element {
  const exact = table.facts[name]?.[row] ?? null;
  const bound = bounds[name];
  const least = exact === null && bound ? (table.facts[bound]?.[row] ?? null) : null;
  const value = exact ?? least;
  const css = column.words ? column.css : `${column.css} number`;
  if (value === null) {
    const why = 'none, or unknown: the page of the machine has the reason';
    return (
      <td class={`${css} unknown`} title={why} aria-label={why}>
        –
      </td>
    );
  }
  const text =
    FACTS[name].kind === 'time' ? (
      <Ago name={name} value={value} isLeast={least !== null} />
    ) : (
      factText(name, value, 0)
    );
  return (
    <td class={column.words ? css : `${css} value`} title={typeof text === 'string' ? text : undefined}>
      {text}
    </td>
  );
}

interface AgoProps {
  name: FactName;
  value: string | number | boolean | string[];
  /** It may be longer ago. */
  isLeast: boolean;
}

/** How long ago something was, moving. */
function Ago({ name, value, isLeast }: AgoProps): JSX.Element {
  const text = factText(name, value, now.value);
  return isLeast ? <span title="at least: its start is not known">≥ {text}</span> : <>{text}</>;
}

/** Age of a row's values, where they are older than two intervals; of what is wrong where it has a condition. */
export function Age({ table, row }: { table: Table; row: number }): JSX.Element {
  const since = table.conditions[row]?.since ?? table.time;
  const age = since === null ? 0 : now.value - since;
  return <>{age > 2 * table.step ? span(age).split(' ')[0] : ''}</>;
}
