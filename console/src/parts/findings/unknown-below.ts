import type { Table } from '../../../../src/api/wire/table.ts';

/** How many machines are unknown because of a source that cannot be read, as a sentence; empty where none is. */
export function unknownBelow(table: Table | null, source: string): string {
  const below = table?.conditions.filter((condition, row) => {
    return condition?.kind === 'unreachable' && table.sources[row] === source;
  });
  const machines = below?.length ?? 0;
  if (machines === 0) return '';
  return `${machines === 1 ? 'Its machine is' : `Its ${machines} machines are`} unknown until it answers.`;
}
