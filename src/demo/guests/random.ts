/** A 32-bit hash of a seed, a guest's number and what it is asked about: the only source of chance in the demo. */
export function hash(seed: number, index: number, about: string): number {
  let h = mix(mix(seed ^ 0x9e3779b9) ^ index);
  for (let i = 0; i < about.length; i++) h = Math.imul(h ^ about.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** A number in [0, 1) that depends on nothing but its arguments. */
export function chance(seed: number, index: number, about: string): number {
  return hash(seed, index, about) / 2 ** 32;
}

/** A number in [low, high). */
export function between(seed: number, index: number, about: string, low: number, high: number): number {
  return low + chance(seed, index, about) * (high - low);
}

/** One of `items`, which must not be empty. */
export function pick<T>(seed: number, index: number, about: string, items: readonly T[]): T {
  return items[hash(seed, index, about) % items.length]!;
}

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
