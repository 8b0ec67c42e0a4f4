import { copyBytes, type Steps } from './steps.ts';

/** `larger` with the content of `column` at its beginning. */
export function resized<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(
  column: T,
  larger: T,
): T {
  larger.set(column);
  return larger;
}

/** As {@link resized}. */
export function* resizedInSteps<T extends Float64Array | Uint32Array | Uint8Array>(
  column: T,
  larger: T,
): Steps<T> {
  yield* copyBytes(column, new Uint8Array(larger.buffer), 0);
  return larger;
}

/** Memory to take for `width` series: growing is rare and most of it is used. */
export function capacityFor(width: number): number {
  return Math.ceil((width * 1.25) / 64) * 64;
}
