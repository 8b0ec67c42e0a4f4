import type { History, HistoryColumn, Top, TopQuery, TopRow } from './store.ts';

/** The entities of a history of one metric, in the order of what they had of it. */
export function topOf({ start, end, stepMs, rows, columns }: History, { cf, limit }: TopQuery): Top {
  const all: TopRow[] = [];
  let sum = 0;
  for (const column of columns) {
    const row = whole(column, cf, rows);
    if (!row) continue;
    all.push(row);
    sum += row.value;
  }
  all.sort((a, b) => b.value - a.value || (a.entity.id < b.entity.id ? -1 : 1));
  return { start, end, stepMs, count: all.length, sum, rows: all.slice(0, limit) };
}

/** A column as one value; null where nothing of it is known. */
function whole({ entity, values }: HistoryColumn, cf: TopQuery['cf'], rows: number): TopRow | null {
  let known = 0;
  let total = 0;
  let least = Infinity;
  let greatest = -Infinity;
  let newest = NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    known++;
    total += value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    newest = value;
  }
  if (known === 0) return null;
  const value = { AVERAGE: total / known, MIN: least, MAX: greatest, LAST: newest }[cf];
  return { entity, value, known: known / rows };
}
