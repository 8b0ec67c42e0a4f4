import { crc32 } from 'node:zlib';
import { InputError } from '../../model/error.ts';
import { Consolidation } from '../../store/mod.ts';

/** Position of a reader in a history, which its `next` continues. */
export interface Cursor {
  /** Epoch ms up to which rows were read. */
  readonly end: number;
  readonly stepMs: number;
  readonly cfs: readonly Consolidation[];
}

const order = Object.values(Consolidation);

/**
 * Opaque to clients: three numbers in base 36, of which the last has a digit for each function, and a checksum of the
 * address, so that the cursor is valid for that address alone.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { decodeCursor, encodeCursor } from './cursor.ts';
 * const cursor = { end: 1_795_212_780_000, stepMs: 5000, cfs: ['AVERAGE', 'MAX'] } as const;
 * assert.deepEqual(decodeCursor(encodeCursor(cursor, '/a/history'), '/a/history'), cursor);
 * assert.throws(() => decodeCursor(encodeCursor(cursor, '/a/history'), '/b/history'));
 */
export function encodeCursor({ end, stepMs, cfs }: Cursor, address: string): string {
  const places = cfs.map((cf) => order.indexOf(cf)).join('');
  return [end.toString(36), stepMs.toString(36), places, crc32(address).toString(36)].join('-');
}

/** @throws InputError CURSOR_INVALID. */
export function decodeCursor(text: string, address: string): Cursor {
  const [end = '', stepMs = '', places = ''] = text.split('-');
  const cfs = Array.from(places, (place) => order[Number(place)] ?? []).flat();
  const cursor = { end: Number.parseInt(end, 36), stepMs: Number.parseInt(stepMs, 36), cfs };
  const isOurs =
    new Set(cfs).size === cfs.length &&
    cfs.length > 0 &&
    cursor.stepMs > 0 &&
    cursor.end < 1e15 &&
    encodeCursor(cursor, address) === text;
  if (!isOurs) throw new InputError('CURSOR_INVALID', 'Cannot continue history: not a cursor of it');
  return cursor;
}
