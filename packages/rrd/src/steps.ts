import { crc32 } from 'node:zlib';

/** Work that yields wherever the event loop may turn; what it returns is there after the last step. */
export type Steps<T = void> = Generator<void, T, void>;

/** Time after which other work has its turn, in milliseconds. */
const SLICE_MS = 4;

/** Columns that are worked through in one step: a millisecond at most. */
const BAND = 1 << 15;

/** Bytes in one step: memory that is touched for the first time takes up to 6 ms a MiB on a virtual machine. */
const PIECE = 1 << 18;

/** Lets the event loop turn when work has held it for a few milliseconds. */
export class EventLoopYielder {
  #since = performance.now();

  get isDue(): boolean {
    return performance.now() - this.#since >= SLICE_MS;
  }

  async pause(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.restart();
  }

  /** Other work had its turn. */
  restart(): void {
    this.#since = performance.now();
  }
}

/** Does all steps without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Does steps and lets the event loop turn between them; short work is done when this returns. When the signal aborts in
 * between, the rest is left undone and the promise rejects with its reason.
 */
export function inTurns<T>(steps: Steps<T>, signal?: AbortSignal): T | Promise<T> {
  const yielder = new EventLoopYielder();
  const result = turn(steps, yielder);
  return result.done ? result.value : rest(steps, yielder, signal);
}

/** Works through `width` columns, some at a time. */
export function* inBands(width: number, work: (from: number, to: number) => void): Steps {
  for (let from = 0; from < width; from += BAND) {
    work(from, Math.min(width, from + BAND));
    yield;
  }
}

/** Copies the bytes of a column to `offset`. */
export function* copyBytes(column: ArrayBufferView, into: Uint8Array, offset: number): Steps {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  for (let at = 0; at < bytes.length; at += PIECE) {
    into.set(bytes.subarray(at, at + PIECE), offset + at);
    yield;
  }
}

/** The CRC-32 of bytes. */
export function* checksum(bytes: Uint8Array): Steps<number> {
  let crc = 0;
  for (let at = 0; at < bytes.length; at += PIECE) {
    crc = crc32(bytes.subarray(at, at + PIECE), crc);
    yield;
  }
  return crc;
}

/** Numbers in ascending order, in the array given or in another; those that are in order already cost one look. */
export function* sorted(numbers: Float64Array<ArrayBuffer>): Steps<Float64Array<ArrayBuffer>> {
  const { length } = numbers;
  if (yield* isAscending(numbers)) return numbers;
  for (let at = 0; at < length; at += BAND) {
    numbers.subarray(at, at + BAND).sort();
    yield;
  }
  let [from, into] = [numbers, numbers.slice()];
  for (let size = BAND; size < length; size *= 2) {
    for (let at = 0; at < length; at += 2 * size) yield* merge(from, into, at, size);
    [from, into] = [into, from];
  }
  return from;
}

function* isAscending(numbers: Float64Array): Steps<boolean> {
  for (let at = 1; at < numbers.length; at += 1) {
    if (numbers[at - 1]! > numbers[at]!) return false;
    if (at % BAND === 0) yield;
  }
  return true;
}

/** Merges the two runs of `size` numbers that begin at `at`. */
function* merge(from: Float64Array, into: Float64Array, at: number, size: number): Steps {
  const middle = Math.min(from.length, at + size);
  const end = Math.min(from.length, at + 2 * size);
  let [left, right] = [at, middle];
  for (let place = at; place < end; place += 1) {
    const isLeft = left < middle && (right === end || from[left]! <= from[right]!);
    into[place] = from[isLeft ? left++ : right++]!;
    if (place % BAND === 0) yield;
  }
}

/** Until a pause is due or the work is done. */
function turn<T>(steps: Steps<T>, yielder: EventLoopYielder): IteratorResult<void, T> {
  for (;;) {
    const result = steps.next();
    if (result.done || yielder.isDue) return result;
  }
}

async function rest<T>(steps: Steps<T>, yielder: EventLoopYielder, signal?: AbortSignal): Promise<T> {
  for (;;) {
    await yielder.pause();
    signal?.throwIfAborted();
    const result = turn(steps, yielder);
    if (result.done) return result.value;
  }
}
