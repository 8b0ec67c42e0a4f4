/** A selector that cannot be read: "Cannot read selector: state", where in its text, and what could stand there. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
  /** Index of the first wrong character of the text. */
  readonly at: number;
  /** Characters that are wrong; 0 where something is missing. */
  readonly length: number;
  /** Words that are known there, the nearest one first. */
  readonly known: readonly string[];

  constructor(state: string, { at, length }: Span, known: readonly string[] = []) {
    super(`Cannot read selector: ${state}`);
    this.at = at;
    this.length = length;
    this.known = known;
  }
}

/** A part of a text. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

/** A part of a selector as messages quote it. */
export function shown(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
