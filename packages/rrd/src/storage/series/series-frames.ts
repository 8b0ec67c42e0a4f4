import { FRAME, makeFrame } from '../segment/frame.ts';
import { IDENTITY_SIZE, writeIdentity } from '../identity.ts';

interface Named {
  readonly id: number;
  readonly name: string;
}

/** New series: u32 how many, their ids, the bytes of each name, all u32; then the names in UTF-8. */
export function addFrame(series: readonly Named[]): Uint8Array {
  const names = Buffer.from(series.map(({ name }) => name).join(''));
  const count = series.length;
  return makeFrame(FRAME.ADD, 4 + count * 8 + names.length, (payload) => {
    payload.setUint32(0, count, true);
    series.forEach(({ id, name }, i) => {
      payload.setUint32(4 + i * 4, id, true);
      payload.setUint32(4 + (count + i) * 4, Buffer.byteLength(name), true);
    });
    new Uint8Array(payload.buffer, payload.byteOffset + 4 + count * 8).set(names);
  });
}

/** Null when the names are not as long as they say. */
export function readAdd(payload: DataView): Named[] | null {
  const size = payload.byteLength;
  const count = size < 4 ? 0 : payload.getUint32(0, true);
  if (size < 4 || 4 + count * 8 > size) return null;
  const text = Buffer.from(payload.buffer, payload.byteOffset, size);
  const series: Named[] = [];
  let at = 4 + count * 8;
  for (let i = 0; i < count; i += 1) {
    const end = at + payload.getUint32(4 + (count + i) * 4, true);
    if (end > size) return null;
    series.push({ id: payload.getUint32(4 + i * 4, true), name: text.toString('utf8', at, end) });
    at = end;
  }
  return series;
}

/** Series that end: f64 the end of their last row, and their ids. */
export function retireFrame(ids: readonly number[], retiredMs: number): Uint8Array {
  return makeFrame(FRAME.RETIRE, 8 + ids.length * 4, (payload) => {
    payload.setFloat64(0, retiredMs, true);
    ids.forEach((id, i) => payload.setUint32(8 + i * 4, id, true));
  });
}

/** Series that live again: their ids. */
export function returnFrame(ids: readonly number[]): Uint8Array {
  return makeFrame(FRAME.RETURN, ids.length * 4, (payload) => {
    ids.forEach((id, i) => payload.setUint32(i * 4, id, true));
  });
}

/** The id that the next new series gets at least: those of forgotten ones are not used again. */
export function nextFrame(id: number): Uint8Array {
  return makeFrame(FRAME.NEXT, 4, (payload) => payload.setUint32(0, id, true));
}

/** The database that a log of series belongs to: its first record. */
export function identityFrame(id: string): Uint8Array {
  return makeFrame(FRAME.IDENTITY, IDENTITY_SIZE, (payload) => writeIdentity(id, payload, 0));
}

/** The ids behind `offset`. */
export function readIds(payload: DataView, offset: number): number[] {
  const count = Math.max(0, Math.floor((payload.byteLength - offset) / 4));
  return Array.from({ length: count }, (_, i) => payload.getUint32(offset + i * 4, true));
}
