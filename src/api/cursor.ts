import { InputError } from '../model/error.ts';
import { Consolidation } from '../store/mod.ts';

/** Where a reader of a history stands: what its `next` continues. */
export interface Cursor {
  /** Epoch ms up to which rows were read. */
  readonly end: number;
  readonly stepMs: number;
  readonly cf: Consolidation;
}

const order = Object.values(Consolidation);

/**
 * Opaque to clients: three numbers in base 36.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { decodeCursor, encodeCursor } from './cursor.ts';
 * const cursor = { end: 1_795_212_780_000, stepMs: 5000, cf: 'AVERAGE' } as const;
 * assert.deepEqual(decodeCursor(encodeCursor(cursor)), cursor);
 */
export function encodeCursor({ end, stepMs, cf }: Cursor): string {
  return [end, stepMs, order.indexOf(cf)].map((part) => part.toString(36)).join('-');
}

/** @throws InputError CURSOR_INVALID. */
export function decodeCursor(text: string): Cursor {
  const [end = '', stepMs = '', place = '', ...rest] = text.split('-');
  const cf = order[Number.parseInt(place, 36)];
  const cursor = { end: Number.parseInt(end, 36), stepMs: Number.parseInt(stepMs, 36), cf: cf ?? 'AVERAGE' };
  const isOurs =
    cf && rest.length === 0 && cursor.stepMs > 0 && cursor.end < 1e15 && encodeCursor(cursor) === text;
  if (!isOurs) throw new InputError('CURSOR_INVALID', 'Cannot continue history: not a cursor of it');
  return cursor;
}
