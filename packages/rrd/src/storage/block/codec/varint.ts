/** The most bytes that writeVarint() writes. */
export const VARINT_BYTES = 8;

/** Writes a whole number of up to 53 bits, 7 bits a byte, lowest first, and gives where the next byte goes. */
export function writeVarint(out: Uint8Array, at: number, value: number): number {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128;
  out[at++] = rest;
  return at;
}
