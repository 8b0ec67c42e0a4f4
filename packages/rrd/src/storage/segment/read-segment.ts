import { EventLoopYielder, inTurns } from '../../steps.ts';
import type { Cells } from '../cells.ts';
import type { Segment, Wanted } from './segment.ts';

/** Series whose rows are gathered at once: a few MB. */
const BAND = 4096;

/** Reads what a segment has of the series `ids` into their places in `cells`; `cf` is the place of the function. */
export async function readSegmentRows(
  segment: Segment,
  cf: number,
  ids: Uint32Array,
  cells: Cells,
): Promise<void> {
  await inTurns(segment.columnMap.prepare());
  const yielder = new EventLoopYielder();
  for (let begin = 0; begin < ids.length; begin += BAND) {
    await readBand(segment, cf, ids, begin, Math.min(ids.length, begin + BAND), cells);
    if (yielder.isDue) await yielder.pause();
  }
}

async function readBand(
  segment: Segment,
  cf: number,
  ids: Uint32Array,
  begin: number,
  end: number,
  { firstRow, rows, values, reasons }: Cells,
): Promise<void> {
  const from = Math.max(firstRow, segment.firstRow);
  const to = Math.min(firstRow + rows - 1, segment.lastRow);
  const wanted: Wanted[] = [];
  for (let series = begin; series < end; series += 1) {
    const spans = segment.columnMap.spans(ids[series]!);
    for (const span of spans) {
      const [first, last] = [Math.max(from, span.from), Math.min(to, span.to - 1)];
      const place = series * rows - firstRow;
      if (first <= last) wanted.push({ column: span.column, from: first, to: last, place });
    }
    if (!reasons || spans.length === 0) continue;
    for (const gap of segment.gaps) {
      const first = Math.max(0, gap.from - firstRow);
      const last = Math.min(rows - 1, gap.to - firstRow);
      if (first <= last) reasons.fill(gap.reason, series * rows + first, series * rows + last + 1);
    }
  }
  if (wanted.length === 0) return;
  wanted.sort((a, b) => a.column - b.column);
  await segment.gather(cf, wanted, from, to, values);
  if (reasons) await segment.gatherReasons(wanted, from, to, reasons);
}
