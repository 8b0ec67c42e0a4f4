import { randomBytes } from 'node:crypto';
import { InputError } from '../model/error.ts';

/** A place in a log: behind the record of that sequence, of one run of the program. */
export interface Cursor {
  /** Of the run: sequences begin again with each. */
  readonly epoch: string;
  readonly sequence: number;
}

const pattern = /^([0-9a-f]{12})-(\d{1,15})$/;

/** A name for a run that no other has. */
export function newEpoch(): string {
  return randomBytes(6).toString('hex');
}

/**
 * The text of a place, which readers keep without reading it.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { formatCursor, parseCursor } from './cursor.ts';
 * const cursor = { epoch: '0123456789ab', sequence: 7 };
 * assert.equal(formatCursor(cursor), '0123456789ab-7');
 * assert.deepEqual(parseCursor('0123456789ab-7'), cursor);
 */
export function formatCursor({ epoch, sequence }: Cursor): string {
  return `${epoch}-${sequence}`;
}

/** @throws {InputError} CURSOR_INVALID */
export function parseCursor(text: string): Cursor {
  const [, epoch, sequence] = pattern.exec(text) ?? [];
  if (epoch !== undefined && sequence !== undefined) return { epoch, sequence: Number(sequence) };
  throw invalidCursor(text);
}

export function invalidCursor(text: string): InputError {
  const shown = JSON.stringify(text.slice(0, 40));
  return new InputError('CURSOR_INVALID', `Cannot read on from ${shown}: nothing has that id`);
}
