/** `larger` with the content of `column` at its beginning. */
export function resized<T extends Float64Array | Uint32Array | Uint8Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}

/** Memory to take for `width` series: growing is rare and most of it is used. */
export function capacityFor(width: number): number {
  return Math.ceil((width * 1.25) / 64) * 64;
}
