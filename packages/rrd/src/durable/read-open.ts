import type { Cells } from './cells.ts';
import type { OpenPart } from './open-part.ts';

/** Series whose rows are gathered at once: a few MB. */
const BAND = 4096;

/** Reads what an open file has of the series `ids` into their places in `cells`; `cf` is the place of the function. */
export async function readOpen(part: OpenPart, cf: number, ids: Uint32Array, cells: Cells): Promise<void> {
  for (let begin = 0; begin < ids.length; begin += BAND) {
    await readBand(part, cf, ids, begin, Math.min(ids.length, begin + BAND), cells);
  }
}

async function readBand(
  part: OpenPart,
  cf: number,
  ids: Uint32Array,
  begin: number,
  end: number,
  { firstRow, rows, values, reasons }: Cells,
): Promise<void> {
  const from = Math.max(firstRow, part.firstRow);
  const to = Math.min(firstRow + rows - 1, part.lastRow);
  const held: { series: number; column: number; from: number; to: number }[] = [];
  for (let series = begin; series < end; series += 1) {
    const segments = part.layout.segments(ids[series]!);
    for (const segment of segments) {
      const bounds = { from: Math.max(from, segment.from), to: Math.min(to, segment.to - 1) };
      if (bounds.from <= bounds.to) held.push({ series, column: segment.column, ...bounds });
    }
    if (!reasons || segments.length === 0) continue;
    for (const gap of part.gaps) {
      const first = Math.max(0, gap.from - firstRow);
      const last = Math.min(rows - 1, gap.to - firstRow);
      if (first <= last) reasons.fill(gap.reason, series * rows + first, series * rows + last + 1);
    }
  }
  if (held.length === 0) return;
  held.sort((a, b) => a.column - b.column);
  const columns = Uint32Array.from(new Set(held.map(({ column }) => column)));
  const count = to - from + 1;
  const found = new Float64Array(columns.length * count).fill(NaN);
  await part.gather(cf, columns, from, to, found);
  const why = reasons && new Uint8Array(columns.length * count);
  if (why) await part.gatherReasons(columns, from, to, why);
  let at = 0;
  for (const each of held) {
    while (columns[at] !== each.column) at += 1;
    const source = at * count - from;
    const target = each.series * rows - firstRow;
    for (let row = each.from; row <= each.to; row += 1) {
      values[target + row] = found[source + row]!;
      if (why && why[source + row] !== 0) reasons[target + row] = why[source + row]!;
    }
  }
}
