import type { JSX } from 'preact';
import { query, setQuery } from '../../view/router.ts';
import { defaultSort, machineColumns, type MachineColumn } from './machine-columns.ts';

/** Column heads; each is a button that sorts. Words begin upwards, numbers with the largest. */
export function MachineHead(): JSX.Element {
  const sort = query('sort') ?? defaultSort;
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" class="c-choose" title="choose machines to compare ( x )">
          <span class="plain">
            <span class="hidden">compare</span>
          </span>
        </th>
        {machineColumns.map((column) => (
          <Head key={column.key} column={column} sort={sort} />
        ))}
        <th scope="col" class="c-spark" title="share of its processors, last ten minutes">
          <span class="plain">
            <small>CPU</small>last 10 min
          </span>
        </th>
      </tr>
    </thead>
  );
}

function Head({ column, sort }: { column: MachineColumn; sort: string }): JSX.Element {
  const { key, group, label, hint, words, css } = column;
  const descending = sort === `-${key}`;
  const sorted = descending || sort === key;
  const next = sorted ? (descending ? key : `-${key}`) : words ? key : `-${key}`;
  return (
    <th
      scope="col"
      class={words ? css : `${css} number`}
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
      title={hint}
    >
      <button type="button" onClick={() => setQuery({ sort: next === defaultSort ? null : next })}>
        <small>{group}</small>
        <span class="arrow" aria-hidden="true">
          {sorted ? (descending ? '▾ ' : '▴ ') : ''}
        </span>
        {label}
      </button>
    </th>
  );
}
