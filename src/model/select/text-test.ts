import type { TextField } from './fields.ts';
import type { Pattern } from './tokens.ts';

/**
 * Whether a text is like a pattern, whatever the case. With a `*` the whole must be like it; each piece is searched once,
 * after the one before it, so nothing is tried twice.
 */
export function textTest(pattern: Pattern, how: TextField['colon']): (text: string) => boolean {
  const [first, ...others] = pattern.map((piece) => piece.toLowerCase()) as [string, ...string[]];
  const last = others.pop();
  if (last === undefined) {
    if (how === 'whole') return (text) => text.toLowerCase() === first;
    if (how === 'start') return (text) => text.toLowerCase().startsWith(first);
    return (text) => text.toLowerCase().includes(first);
  }
  return (text) => {
    const lower = text.toLowerCase();
    if (!lower.startsWith(first)) return false;
    let at = first.length;
    for (const piece of others) {
      const found = lower.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return lower.length - last.length >= at && lower.endsWith(last);
  };
}
