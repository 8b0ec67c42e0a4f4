import { listChunks, objectChunks, type JsonChunks } from '../../http/json-chunks.ts';

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
 * JSON of a value in chunks.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Elements, Members, jsonChunks } from './json.ts';
 * const text = (value: unknown) => [...jsonChunks(value)].join('');
 * assert.equal(text(new Members([['a', new Elements([1, null])], ['b', { c: 'd' }]])), '{"a":[1,null],"b":{"c":"d"}}');
 */
export function jsonChunks(value: unknown): JsonChunks {
  if (value instanceof Members) return objectChunks(memberChunks(value));
  if (value instanceof Elements) return listChunks(value.values);
  return [JSON.stringify(value)];
}

function* memberChunks({ entries }: Members): Iterable<readonly [name: string, json: JsonChunks]> {
  for (const [name, value] of entries) yield [name, jsonChunks(value)];
}
