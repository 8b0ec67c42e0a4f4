const SHARDS = 256;

/** Characters of a key that its shard depends on, from both ends. */
const LOOKED_AT = 8;

/**
 * A map by text, in parts: one map of a million keys stands still for 0.1 to 0.2 s whenever it doubles, each of these for a
 * millisecond.
 *
 * @example
 *     import assert from 'node:assert/strict';
 *     import { ShardedMap } from './sharded-map.ts';
 *
 *     const map = new ShardedMap<number>();
 *     map.set('VM/1/cpu.usage', 7);
 *     assert.equal(map.get('VM/1/cpu.usage'), 7);
 *     map.delete('VM/1/cpu.usage');
 *     assert.equal(map.get('VM/1/cpu.usage'), undefined);
 */
export class ShardedMap<T> {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<string, T>());

  get(key: string): T | undefined {
    return this.#shards[shardOf(key)]!.get(key);
  }

  set(key: string, value: T): void {
    this.#shards[shardOf(key)]!.set(key, value);
  }

  delete(key: string): void {
    this.#shards[shardOf(key)]!.delete(key);
  }
}

function shardOf(key: string): number {
  let hash = key.length;
  const { length } = key;
  for (let i = 0; i < LOOKED_AT && i < length; i += 1) {
    hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
    hash = (Math.imul(hash, 31) + key.charCodeAt(length - 1 - i)) | 0;
  }
  return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SHARDS - 1);
}
