import type { Cells, Table, TableChanges } from '../../../../src/api/wire/table.ts';

/** The table with what changed in it: lists and columns that are the same stay the same objects. */
export function withChanges(table: Table, changes: TableChanges): Table {
  const { time, lists, facts, cells, columns, reasons } = changes;
  return {
    ...patched(table, lists),
    time,
    facts: patched(table.facts, facts),
    columns: { ...patched(table.columns, cells), ...columns },
    reasons: { ...table.reasons, ...reasons },
  };
}

/** Lists by name, with copies of those that changed. */
function patched<Lists extends object>(lists: Lists, changes: object): Lists {
  const copies = Object.entries(changes as Readonly<Record<string, Cells<unknown>>>).map(([name, change]) => {
    const copy = [...((lists as Readonly<Record<string, unknown[]>>)[name] ?? [])];
    for (const [i, row] of change[0].entries()) copy[row] = change[1][i];
    return [name, copy];
  });
  return { ...lists, ...(Object.fromEntries(copies) as Partial<Lists>) };
}
