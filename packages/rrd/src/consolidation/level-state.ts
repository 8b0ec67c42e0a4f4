import { StateError } from '../error.ts';
import { atOnce, checksum, copyBytes, inBands, type Steps } from '../steps.ts';

/** The open row of one level, without what finer levels hold of it. */
export interface LevelState {
  /** Steps in a row. */
  readonly size: number;
  /** Steps in the rows of the level that feeds it, 1 where points do. */
  readonly finer: number;
  readonly sum: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly unknown: Uint32Array;
  readonly reason: Uint8Array;
}

/** All open rows at one time. */
export interface State {
  readonly stepMs: number;
  /** Steps from the epoch to the newest point. */
  readonly at: number;
  readonly width: number;
  /** Finest first. */
  readonly levels: readonly LevelState[];
}

const MAGIC = 0x31_53_43_56;
const VERSION = 1;
const HEADER = 32;
const LEVEL_HEADER = 8;
const CELL = 29;

/** Bytes that a state takes. */
export function stateSize({ levels, width }: State): number {
  return HEADER + levels.length * (LEVEL_HEADER + CELL * width) + 4;
}

/** Writes a state as FORMAT.md describes it; the first `width` cells of each column count. */
export function encodeState(state: State): Uint8Array {
  const bytes = new Uint8Array(stateSize(state));
  atOnce(writeState(state, bytes));
  return bytes;
}

/** As {@link encodeState}, into bytes of its size. */
export function* writeState({ stepMs, at, width, levels }: State, bytes: Uint8Array): Steps {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setFloat64(8, stepMs, true);
  view.setFloat64(16, at, true);
  view.setUint32(24, width, true);
  view.setUint32(28, levels.length, true);
  let offset = HEADER;
  for (const { size, finer, sum, min, max, unknown, reason } of levels) {
    view.setUint32(offset, size, true);
    view.setUint32(offset + 4, finer, true);
    offset += LEVEL_HEADER;
    // As they are in memory, which is taken to be little-endian here as it is for rows.
    for (const column of [sum, min, max, unknown, reason]) {
      yield* copyBytes(column.subarray(0, width), bytes, offset);
      offset += column.BYTES_PER_ELEMENT * width;
    }
  }
  view.setUint32(offset, yield* checksum(bytes.subarray(0, offset)), true);
}

/**
 * Reads a state that `encodeState` wrote; nothing is allocated that the bytes do not hold.
 *
 * @throws {StateError}
 */
export function* decodeState(bytes: Uint8Array): Steps<State> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const corrupt = (state: string): never => {
    throw new StateError('STATE_CORRUPT', state);
  };
  if (bytes.length < HEADER + 4 || view.getUint32(0, true) !== MAGIC) corrupt('the bytes are no state');
  const version = view.getUint32(4, true);
  if (version > VERSION) throw new StateError('STATE_NEWER', `version ${version} is later than ${VERSION}`);
  const [stepMs, at] = [view.getFloat64(8, true), view.getFloat64(16, true)];
  const [width, count] = [view.getUint32(24, true), view.getUint32(28, true)];
  const end = HEADER + count * (LEVEL_HEADER + CELL * width);
  if (version < 1 || bytes.length !== end + 4) corrupt('the length is not that of its content');
  if (view.getUint32(end, true) !== (yield* checksum(bytes.subarray(0, end))))
    corrupt('the checksum is wrong');
  if (!Number.isSafeInteger(at) || at < 0) corrupt('the time is none');
  const levels: LevelState[] = [];
  let offset = HEADER;
  function* take<T extends ArrayBufferView>(column: T): Steps<T> {
    const { byteLength } = column;
    yield* copyBytes(bytes.subarray(offset, offset + byteLength), new Uint8Array(column.buffer), 0);
    offset += byteLength;
    return column;
  }
  for (let index = 0; index < count; index += 1) {
    const [size, finer] = [view.getUint32(offset, true), view.getUint32(offset + 4, true)];
    const feeds = finer === 1 || levels.some((level) => level.size === finer);
    if (size <= (levels.at(-1)?.size ?? 1) || !feeds || size % finer !== 0) {
      corrupt(`rows of ${size} points cannot be made of rows of ${finer}`);
    }
    offset += LEVEL_HEADER;
    const sum = yield* take(new Float64Array(width));
    const min = yield* take(new Float64Array(width));
    const max = yield* take(new Float64Array(width));
    const unknown = yield* take(new Uint32Array(width));
    const filled = (at % size) - (at % finer);
    yield* inBands(width, (from, to) => {
      for (let i = from; i < to; i += 1) {
        if (unknown[i]! > filled) corrupt(`${unknown[i]} of ${filled} points are unknown`);
      }
    });
    const reason = yield* take(new Uint8Array(width));
    levels.push({ size, finer, sum, min, max, unknown, reason });
  }
  return { stepMs, at, width, levels };
}
