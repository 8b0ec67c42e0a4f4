/**
 * What is taken from one daemon at most. Whatever a daemon sends beyond these is left out and reported as a condition of
 * the source (docs/adr/0007-limits-of-a-source.md).
 */
export const LIMITS = {
  /** A domain's XML: characters, elements, depth of nesting, attributes of one element. */
  xmlLength: 1_048_576,
  xmlElements: 20_000,
  xmlDepth: 64,
  xmlAttributes: 256,
  /** Characters of a text that is only shown: a title, a path, a serial number. */
  labelLength: 1024,
} as const;
