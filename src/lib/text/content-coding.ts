import { parseRanges } from './accept.ts';

/** How content is compressed on its way, as HTTP names it. */
export type ContentCoding = 'br' | 'gzip';

/** What there is, the best first: brotli is smaller and no slower (docs/adr/0019). */
const codings: readonly ContentCoding[] = ['br', 'gzip'];

/** What a reader takes. */
export interface CodingChoice {
  /** The coding it likes best; null is content as it is. */
  readonly coding: ContentCoding | null;
  /** Whether it refuses content as it is. */
  readonly isCodingRequired: boolean;
}

/**
 * The coding that an Accept-Encoding header likes best (RFC 9110 12.5.3). Without a header content stays as it is: such a
 * reader may take all, but hardly one decodes what it did not ask for. One that refuses all there is gets it as it is.
 */
export function chooseCoding(header: string | undefined): CodingChoice {
  const weights = new Map(parseRanges(header ?? '').map(({ type, q }) => [type.replace(/^x-/, ''), q]));
  const rest = weights.get('*');
  const plain = weights.get('identity') ?? rest;
  let best: ContentCoding | null = null;
  // Content as it is needs not be named: only a higher weight of its own prefers it.
  let most = weights.get('identity') ?? 0;
  for (const coding of codings) {
    const q = weights.get(coding) ?? rest ?? 0;
    if (q === 0 || q < most || (best && q === most)) continue;
    best = coding;
    most = q;
  }
  return { coding: best, isCodingRequired: plain === 0 && best !== null };
}
