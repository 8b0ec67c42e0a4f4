/** A media type a resource can be answered in. */
export interface Offer {
  /** `application/json`, lower case. */
  readonly type: string;
  /** Parameters that a range which names them must agree with: `{ version: '0.0.4' }`. */
  readonly params?: Readonly<Record<string, string>>;
  /** Not meant by a wildcard: only a range that names the type asks for it. */
  readonly explicit?: boolean;
}

/** One of the ranges of an Accept header, or of one of its kind. */
export interface Range {
  /** Lower case. */
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
  readonly q: number;
}

/** Ranges of an Accept header that are read; what a longer one says further on is ignored. */
const maxRanges = 64;

/**
 * The offer an Accept header likes best (RFC 9110 12.5.1), null where it likes none.
 * The most specific range decides on an offer; among equals the more specific wins, then the earlier offer.
 * Without a header the first offer that a wildcard may mean is taken.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { negotiate } from './accept.ts';
 * const offers = [{ type: 'application/json' }, { type: 'text/plain', params: { version: '0.0.4' } }];
 * assert.equal(negotiate('text/plain;version=0.0.4;q=0.5, *' + '/*;q=0.1', offers)?.type, 'text/plain');
 */
export function negotiate<T extends Offer>(header: string | undefined, offers: readonly T[]): T | null {
  const ranges = parseRanges(header ?? '*/*');
  let best: { offer: T; q: number; depth: number } | null = null;
  for (const offer of offers) {
    const match = rate(offer, ranges);
    if (!match || match.q === 0) continue;
    if (!best || match.q > best.q || (match.q === best.q && match.depth > best.depth)) {
      best = { offer, ...match };
    }
  }
  return best?.offer ?? null;
}

function rate(offer: Offer, ranges: readonly Range[]): { q: number; depth: number } | null {
  let best: { q: number; depth: number } | null = null;
  for (const range of ranges) {
    const depth = depthOf(offer, range);
    if (depth > 0 && (!best || depth > best.depth)) best = { q: range.q, depth };
  }
  return best;
}

/** How exactly the range means the offer: 0 not at all, 1 any, 2 any of the main type, 3 the type, more with parameters. */
function depthOf(offer: Offer, range: Range): number {
  const [main] = offer.type.split('/');
  if (range.type === '*/*') return offer.explicit ? 0 : 1;
  if (range.type === `${main}/*`) return offer.explicit ? 0 : 2;
  if (range.type !== offer.type) return 0;
  let depth = 3;
  for (const [name, value] of Object.entries(offer.params ?? {})) {
    const asked = range.params.get(name);
    if (asked === undefined) continue;
    if (asked !== value) return 0;
    depth++;
  }
  return depth;
}

/** The ranges of a header, in its order; a weight that is none counts as 0. */
export function parseRanges(header: string): Range[] {
  return header
    .split(',', maxRanges)
    .map((part) => {
      const [type = '', ...rest] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const params = new Map<string, string>();
      for (const piece of rest) {
        const at = piece.indexOf('=');
        if (at > 0) params.set(piece.slice(0, at).trim(), piece.slice(at + 1).trim().replaceAll('"', '')); // prettier-ignore
      }
      const q = Number(params.get('q') ?? 1);
      return { type, params, q: q >= 0 && q <= 1 ? q : 0 };
    })
    .filter(({ type }) => type !== '');
}
