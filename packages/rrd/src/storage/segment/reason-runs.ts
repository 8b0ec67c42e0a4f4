const RUN_BYTES = 9;

/** How the reasons of a row are written: runs of equal ones, or a byte a cell where that is shorter. */
const REASONS = { RUNS: 0, RAW: 1 } as const;

/** Most bytes that the reasons of so many cells take. */
export function reasonsLimit(width: number): number {
  return width;
}

/**
 * Writes the reasons of a row's unknown cells at `offset`, nothing where there are none.
 *
 * @returns how, and the offset behind them.
 */
export function writeReasons(
  bytes: Uint8Array,
  offset: number,
  reasons: Uint8Array,
  width: number,
): { mode: number; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const limit = offset + width - RUN_BYTES;
  let end = offset;
  for (let i = 0; i < width;) {
    const reason = reasons[i]!;
    const from = i;
    while (i < width && reasons[i] === reason) i += 1;
    if (reason === 0) continue;
    if (end > limit) {
      bytes.set(reasons.subarray(0, width), offset);
      return { mode: REASONS.RAW, end: offset + width };
    }
    view.setUint32(end, from, true);
    view.setUint32(end + 4, i - from, true);
    view.setUint8(end + 8, reason);
    end += RUN_BYTES;
  }
  return { mode: REASONS.RUNS, end };
}

/**
 * Calls back for each of some cells that has a reason; `columns` ascend. Costs as much as they and the runs are, not as the
 * row is wide.
 */
export function eachReason(
  bytes: Uint8Array,
  mode: number,
  columns: ArrayLike<number>,
  onReason: (place: number, reason: number) => void,
): void {
  if (mode === REASONS.RAW) {
    for (let i = 0; i < columns.length; i += 1) {
      const reason = bytes[columns[i]!] ?? 0;
      if (reason !== 0) onReason(i, reason);
    }
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let i = 0;
  for (let offset = 0; offset + RUN_BYTES <= bytes.length && i < columns.length; offset += RUN_BYTES) {
    const from = view.getUint32(offset, true);
    const end = from + view.getUint32(offset + 4, true);
    while (i < columns.length && columns[i]! < from) i += 1;
    for (; i < columns.length && columns[i]! < end; i += 1) onReason(i, view.getUint8(offset + 8));
  }
}

/** The reasons of all cells of a row; runs that leave the row are cut. */
export function readReasons(bytes: Uint8Array, mode: number, width: number): Uint8Array {
  const reasons = new Uint8Array(width);
  if (mode === REASONS.RAW) {
    reasons.set(bytes.subarray(0, width));
    return reasons;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset + RUN_BYTES <= bytes.length; offset += RUN_BYTES) {
    const from = view.getUint32(offset, true);
    reasons.fill(view.getUint8(offset + 8), from, from + view.getUint32(offset + 4, true));
  }
  return reasons;
}
