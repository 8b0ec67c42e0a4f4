import { listPieces, objectPieces, type Pieces } from '../../http/json-chunks.ts';

/** A JSON object whose members are made while it is written: there may be too many to be held, or made in one go. */
export class Members {
  readonly entries: Iterable<readonly [name: string, value: unknown]>;

  constructor(entries: Iterable<readonly [name: string, value: unknown]>) {
    this.entries = entries;
  }
}

/** A JSON list whose elements are made while it is written. */
export class Elements {
  readonly values: Iterable<unknown>;

  constructor(values: Iterable<unknown>) {
    this.values = values;
  }
}

/**
 * JSON of a value in pieces.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Elements, Members, jsonPieces } from './json.ts';
 * const text = (value: unknown) => [...jsonPieces(value)].join('');
 * assert.equal(text(new Members([['a', new Elements([1, null])], ['b', { c: 'd' }]])), '{"a":[1,null],"b":{"c":"d"}}');
 */
export function jsonPieces(value: unknown): Pieces {
  if (value instanceof Members) return objectPieces(memberPieces(value));
  if (value instanceof Elements) return listPieces(value.values);
  return [JSON.stringify(value)];
}

function* memberPieces({ entries }: Members): Iterable<readonly [name: string, json: Pieces]> {
  for (const [name, value] of entries) yield [name, jsonPieces(value)];
}
