import type { JSX } from 'preact';
import { columnKeys } from '../../../data/table/fleet-wants.ts';
import { query, setQuery } from '../../../view/router.ts';
import { machineColumns } from '../machine-columns.ts';

const choosable = machineColumns.filter(({ key }) => key !== 'name');
const groups = [...new Set(choosable.map(({ group }) => group))];

/** All columns by group; those that are shown are in the address. */
export function ColumnChooser(): JSX.Element {
  const shown = columnKeys.value;
  const toggle = (key: string): void => {
    const kept = shown.filter((other) => other !== key);
    const place = choosable.findIndex((column) => column.key === key);
    const before = choosable.slice(0, place).findLast((column) => kept.includes(column.key));
    if (!shown.includes(key)) kept.splice(before ? kept.indexOf(before.key) + 1 : 0, 0, key);
    // The name is always shown, and stands for no other.
    setQuery({ columns: kept.join(',') || 'name' });
  };
  return (
    <div class="columns">
      {groups.map((group) => (
        <fieldset key={group}>
          <legend>{group || 'general'}</legend>
          {choosable
            .filter((column) => column.group === group)
            .map(({ key, label, hint }) => (
              <label key={key} title={hint}>
                <input type="checkbox" checked={shown.includes(key)} onChange={() => toggle(key)} /> {label}
              </label>
            ))}
        </fieldset>
      ))}
      <button type="button" disabled={query('columns') === null} onClick={() => setQuery({ columns: null })}>
        usual columns
      </button>
    </div>
  );
}
