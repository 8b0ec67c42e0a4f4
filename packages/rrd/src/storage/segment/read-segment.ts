import { EventLoopYielder, inTurns } from '../../steps.ts';
import type { Cells } from '../cells.ts';
import type { OpenPart, Wanted } from './segment.ts';

/** Series whose rows are gathered at once: a few MB. */
const BAND = 4096;

/** Reads what an open file has of the series `ids` into their places in `cells`; `cf` is the place of the function. */
export async function readOpen(part: OpenPart, cf: number, ids: Uint32Array, cells: Cells): Promise<void> {
  await inTurns(part.layout.prepare());
  const yielder = new EventLoopYielder();
  for (let begin = 0; begin < ids.length; begin += BAND) {
    await readBand(part, cf, ids, begin, Math.min(ids.length, begin + BAND), cells);
    if (yielder.isDue) await yielder.pause();
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
  const wanted: Wanted[] = [];
  for (let series = begin; series < end; series += 1) {
    const segments = part.layout.segments(ids[series]!);
    for (const segment of segments) {
      const [first, last] = [Math.max(from, segment.from), Math.min(to, segment.to - 1)];
      const place = series * rows - firstRow;
      if (first <= last) wanted.push({ column: segment.column, from: first, to: last, place });
    }
    if (!reasons || segments.length === 0) continue;
    for (const gap of part.gaps) {
      const first = Math.max(0, gap.from - firstRow);
      const last = Math.min(rows - 1, gap.to - firstRow);
      if (first <= last) reasons.fill(gap.reason, series * rows + first, series * rows + last + 1);
    }
  }
  if (wanted.length === 0) return;
  wanted.sort((a, b) => a.column - b.column);
  await part.gather(cf, wanted, from, to, values);
  if (reasons) await part.gatherReasons(wanted, from, to, reasons);
}
