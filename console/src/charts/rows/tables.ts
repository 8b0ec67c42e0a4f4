import { query, setQuery } from '../../view/router.ts';

/** Keys of the charts shown as tables; held in the address. */
export function tabled(): Set<string> {
  return new Set(query('table')?.split('.').filter(Boolean));
}

/** Shows the charts as tables, or as graphs again where all of them are tables already. */
export function toggleTables(keys: readonly string[]): void {
  const shown = tabled();
  const all = keys.every((key) => shown.has(key));
  for (const key of keys) {
    if (all) shown.delete(key);
    else shown.add(key);
  }
  setQuery({ table: [...shown].join('.') }, true);
}
