import type { JSX } from 'preact';
import type { Table } from '../../../../src/api/wire/table.ts';
import { lights } from '../../data/light.ts';
import { sumOf, type Group } from '../../data/table/groups.ts';
import { partOf } from '../../format/part.ts';
import { toggleFolded } from '../../view/folded.ts';
import { Light } from '../light.tsx';

interface Props {
  table: Table;
  group: Group;
  isFolded: boolean;
  /** What names it among the rows. */
  at: string;
  /** Columns it spans. */
  span: number;
  index: number;
}

/** The head of a group: its machines counted, the worst light, and what they use of what they have. */
export function GroupRow({ table, group, isFolded, at, span, index }: Props): JSX.Element {
  const { key, name, rows, light } = group;
  return (
    <tr class="group" aria-rowindex={index + 2}>
      <th colSpan={span} scope="rowgroup">
        <div>
          <button
            type="button"
            class="quiet"
            data-at={at}
            aria-expanded={!isFolded}
            title={isFolded ? 'show its machines' : 'show only its sums'}
            onClick={() => toggleFolded(key)}
          >
            <span aria-hidden="true">{isFolded ? '▸' : '▾'}</span> <b>{name}</b>
          </button>
          <Light light={light} word={lights[light].word} />
          <span class="unit">
            {rows.length.toLocaleString('en')}
            <span class="wide"> {rows.length === 1 ? 'machine' : 'machines'}</span>
          </span>
          <Used table={table} group={group} metric="cpu.cores" size="vcpus" unit="cores" after="processors" />
          <Used table={table} group={group} metric="memory.used" size="memory" unit="bytes" after="memory" />
        </div>
      </th>
    </tr>
  );
}

interface UsedProps {
  table: Table;
  group: Group;
  metric: string;
  size: string;
  unit: 'cores' | 'bytes';
  after: string;
}

/** A sum beside that of the sizes; nothing where none is known. */
function Used({ table, group: { rows }, metric, size, unit, after }: UsedProps): JSX.Element | null {
  const used = sumOf(table.columns[metric], rows);
  const given = sumOf(table.facts[size], rows);
  if (used.unknown === rows.length) return null;
  const [number, rest] = partOf(used.sum, given.unknown === rows.length ? null : given.sum, unit);
  const unknown = used.unknown === 0 ? undefined : `without ${used.unknown} that are unknown`;
  return (
    <span title={unknown}>
      <span class="value">{number}</span>{' '}
      <span class="unit">
        {rest} {after}
        {unknown && <span class="hidden"> {unknown}</span>}
      </span>
    </span>
  );
}
