import { printable } from '../printable.ts';
import { widthOf } from './cell.ts';

/** The first of these lines whose parts fit beside each other, else the last one; printable. */
export function fitting(width: number, lines: readonly (readonly string[])[]): string {
  const texts = lines.map((parts) => printable(parts.filter((part) => part !== '').join('  ')));
  return texts.find((text) => widthOf(text) <= width) ?? texts.at(-1) ?? '';
}
