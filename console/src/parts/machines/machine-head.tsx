import type { JSX } from 'preact';
import { defaultSort } from '../../data/table/fleet-metrics.ts';
import { isChoosing } from '../../view/chosen.ts';
import { query, setQuery } from '../../view/router.ts';
import { Head } from './column-head.tsx';
import { machineColumns, type MachineColumn } from './machine-columns.ts';

/** Column heads; each is a button that sorts. Words begin upwards, numbers with the largest. */
export function MachineHead({ columns }: { columns: readonly MachineColumn[] }): JSX.Element {
  const sort = query('sort') ?? defaultSort;
  const [name] = machineColumns;
  const sortBy = (next: string): void => setQuery({ sort: next === defaultSort ? null : next });
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
        {name && <Head {...{ column: name, sort, sortBy }} />}
        {columns.map((column) => (
          <Head key={column.key} {...{ column, sort, sortBy }} />
        ))}
      </tr>
    </thead>
  );
}
