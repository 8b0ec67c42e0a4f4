import { cell, widthOf } from './cell.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * A printable text as lines of at most `width` columns, broken at blanks where it can be; a grapheme that is wider is left
 * out.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { wrap } from './wrap.ts';
 * assert.deepEqual(wrap('QEMU does not answer', 10), ['QEMU does', 'not answer']);
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const push = (piece: string): void => {
    const joined = line === '' ? piece : `${line} ${piece}`;
    if (widthOf(joined) <= width) return void (line = joined);
    if (line !== '') lines.push(line);
    line = piece;
  };
  for (const word of text.split(' ')) {
    if (widthOf(word) <= width) push(word);
    else for (const piece of pieces(word, width)) push(piece);
  }
  return line === '' ? lines : [...lines, line];
}

/** A printable text in at most so many lines of exactly `width` columns; one that is longer ends in `…`. */
export function paragraph(text: string, width: number, maxLines: number): string[] {
  const lines = wrap(text, width);
  const shown =
    lines.length <= maxLines ? lines : [...lines.slice(0, maxLines - 1), lines.slice(maxLines - 1).join(' ')];
  return shown.map((line) => cell(line, width));
}

/** A word that is longer than a line, in parts that are not. */
function* pieces(word: string, width: number): Iterable<string> {
  let piece = '';
  for (const { segment } of graphemes.segment(word)) {
    if (widthOf(segment) > width) continue;
    if (widthOf(piece + segment) > width) {
      yield piece;
      piece = '';
    }
    piece += segment;
  }
  if (piece !== '') yield piece;
}
