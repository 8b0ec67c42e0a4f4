import { FRAME, makeFrame, sealFrame } from './frame.ts';
import { copyBytes, type Steps } from '../../steps.ts';
import { reasonsLimit, writeReasons } from './reason-runs.ts';

/**
 * Bytes of a ROW frame before its first value: the frame's header, u8 functions, u8 how reasons are written, u8 0,
 * u32 width, f64 number of the row. A multiple of 8, so that values are aligned while they are in memory.
 */
export const ROW_HEADER = 24;

/** What the beginning of a ROW payload says. */
export interface RowHead {
  readonly row: number;
  readonly width: number;
  readonly functions: number;
  readonly reasonsMode: number;
}

/** A row on its way to a file, in memory that is used again for later rows. */
export class RowRecord {
  readonly #bytes: Uint8Array;
  readonly #values: Float64Array;
  #size = 0;

  constructor(functions: number, capacity: number) {
    const size = ROW_HEADER + functions * capacity * 8 + reasonsLimit(capacity);
    this.#bytes = new Uint8Array(Math.ceil(size / 8) * 8);
    this.#values = new Float64Array(this.#bytes.buffer, ROW_HEADER, functions * capacity);
  }

  /** Cells that fit, of all functions together. */
  get capacity(): number {
    return this.#values.length;
  }

  /** The whole frame; lent until the record is used again. */
  get frame(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  /** The cells of all functions, one function after the other. */
  get values(): Float64Array {
    return this.#values;
  }

  /** Copies the first `width` cells of every function. */
  *copy(width: number, values: readonly Float64Array[]): Steps {
    for (const [i, each] of values.entries()) {
      yield* copyBytes(each.subarray(0, width), this.#bytes, ROW_HEADER + i * width * 8);
    }
  }

  /** Completes the frame of cells that are in their place. */
  seal(row: number, width: number, functions: number, reasons: Uint8Array): void {
    const { mode, end } = writeReasons(this.#bytes, ROW_HEADER + functions * width * 8, reasons, width);
    const view = new DataView(this.#bytes.buffer);
    view.setUint8(9, functions);
    view.setUint8(10, mode);
    view.setUint8(11, 0);
    view.setUint32(12, width, true);
    view.setFloat64(16, row, true);
    this.#size = end;
    sealFrame(this.#bytes.subarray(0, end), FRAME.ROW);
  }
}

/** Reads the beginning of a ROW payload, or null when the row could not be as long as it says. */
export function readRowHead(payload: DataView): RowHead | null {
  if (payload.byteLength < ROW_HEADER - 9) return null;
  const functions = payload.getUint8(0);
  const width = payload.getUint32(3, true);
  if (ROW_HEADER - 9 + functions * width * 8 > payload.byteLength) return null;
  return { row: payload.getFloat64(7, true), width, functions, reasonsMode: payload.getUint8(1) };
}

/** Rows of which nothing is known, by number, and why. */
export interface Gap {
  readonly from: number;
  /** The last of them. */
  readonly to: number;
  readonly reason: number;
}

/** A GAP frame: f64 first and f64 last row, u8 reason. */
export function gapFrame({ from, to, reason }: Gap): Uint8Array {
  return makeFrame(FRAME.GAP, 17, (payload) => {
    payload.setFloat64(0, from, true);
    payload.setFloat64(8, to, true);
    payload.setUint8(16, reason);
  });
}

/** What a GAP payload says, null when it is too short. */
export function readGap(payload: DataView): Gap | null {
  if (payload.byteLength < 17) return null;
  return {
    from: payload.getFloat64(0, true),
    to: payload.getFloat64(8, true),
    reason: payload.getUint8(16),
  };
}
