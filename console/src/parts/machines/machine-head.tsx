import type { JSX } from 'preact';
import { defaultSort } from '../../data/table/fleet-metrics.ts';
import { isChoosing } from '../../view/chosen.ts';
import { query, setQuery } from '../../view/router.ts';
import { machineColumns, type MachineColumn } from './machine-columns.ts';

/** Column heads; each is a button that sorts. Words begin upwards, numbers with the largest. */
export function MachineHead({ columns }: { columns: readonly MachineColumn[] }): JSX.Element {
  const sort = query('sort') ?? defaultSort;
  const [name] = machineColumns;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {isChoosing.value && (
          <th scope="col" class="c-choose" title="choose machines to compare ( x )">
            <span class="plain">
              <span class="hidden">compare</span>
            </span>
          </th>
        )}
        {name && <Head column={name} sort={sort} />}
        {columns.map((column) => (
          <Head key={column.key} column={column} sort={sort} />
        ))}
      </tr>
    </thead>
  );
}

function Head({ column, sort }: { column: MachineColumn; sort: string }): JSX.Element {
  const { key, group, label, hint, words, css } = column;
  const style = key === 'name' ? undefined : { width: `calc(${column.width}px - var(--squeeze))` };
  if (key === 'trend') {
    return (
      <th scope="col" class={css} title={hint} style={style}>
        <span class="plain">
          <small>{group}</small>
          {label}
        </span>
      </th>
    );
  }
  const descending = sort === `-${key}`;
  const sorted = descending || sort === key;
  const next = sorted ? (descending ? key : `-${key}`) : words ? key : `-${key}`;
  return (
    <th
      scope="col"
      class={words ? css : `${css} number`}
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
      title={hint}
      style={style}
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
