import type { JSX } from 'preact';
import type { MachineColumn } from './machine-columns.ts';

/** What a head shows of a column, and how it sorts. */
export type HeadColumn = Pick<MachineColumn, 'key' | 'group' | 'label' | 'hint' | 'words' | 'css'> & {
  /** CSS pixels; without it the column has what is left. */
  readonly width: number | undefined;
};

interface Props {
  column: HeadColumn;
  /** Key of the column that is sorted by, with a minus where the largest is first. */
  sort: string;
  sortBy: (next: string) => void;
}

/** The head of a column, a button that sorts. */
export function Head({ column, sort, sortBy }: Props): JSX.Element {
  const { key, group, label, hint, words, css, width } = column;
  const style =
    key === 'name' || width === undefined ? undefined : { width: `calc(${width}px - var(--squeeze))` };
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
      <button type="button" onClick={() => sortBy(next)}>
        <small>{group}</small>
        <span class="arrow" aria-hidden="true">
          {sorted ? (descending ? '▾ ' : '▴ ') : ''}
        </span>
        {label}
      </button>
    </th>
  );
}
