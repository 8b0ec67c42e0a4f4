import { createHash } from 'node:crypto';

/** Characters of a name that `rrdtool restore` takes. */
const maxLength = 19;

const shorter: readonly (readonly [string, string])[] = [
  ['internal', 'int'],
  ['throughput', 'thr'],
  ['latency', 'lat'],
  ['errors', 'err'],
];

/**
 * A name that rrdtool takes: long words are cut, and what is still too long ends in a part of its digest, so that different
 * names stay different.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { shortName } from './short-names.ts';
 * assert.equal(shortName('memory_internal_free'), 'memory_int_free');
 * assert.equal(shortName('vbd_vda_read'), 'vbd_vda_read');
 */
export function shortName(name: string): string {
  if (name.length <= maxLength) return name;
  const cut = shorter.reduce((text, [long, short]) => text.replace(long, short), name);
  if (cut.length <= maxLength) return cut;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 4);
  return `${cut.slice(0, maxLength - digest.length - 1)}_${digest}`;
}
