import type { Source } from '../../api/wire/sources.ts';
import { printable } from '../printable.ts';
import { cell, widthOf } from '../terminal/cell.ts';
import type { Paint } from '../terminal/paint.ts';
import { wrap } from '../terminal/wrap.ts';
import { age, unknown } from '../top/format.ts';

const titles = ['NAME', 'STATE', 'SINCE', 'HOST', 'FROM', 'URI'];
/** No text but the last makes its column wider than this on a terminal. */
const WIDEST = 24;
const INDENT = 2;

/**
 * The hypervisors, a line each, and below one that is down the reason. Where the place in a file has no room, what kind of
 * place it is.
 *
 * @param now epoch seconds
 */
export function hostLines(sources: readonly Source[], now: number, width: number, paint: Paint): string[] {
  const whole = columnsOf(sources, now, true, width);
  const { rows, widths } = whole.total <= width ? whole : columnsOf(sources, now, false, width);
  const line = (texts: readonly string[]): string =>
    texts.map((text, i) => cell(text, widths[i] ?? 0)).join(' ');
  return [
    paint.inverse(line(titles).trimEnd()),
    ...rows.flatMap((row, i) => {
      const { up, reason } = sources[i] as Source;
      const shown = line(row).trimEnd();
      if (up || reason === null) return [shown];
      const why = wrap(printable(reason), width - INDENT);
      return [paint.red(shown)].concat(why.map((text) => ' '.repeat(INDENT) + text));
    }),
  ];
}

function columnsOf(
  sources: readonly Source[],
  now: number,
  hasPlaces: boolean,
  width: number,
): { rows: string[][]; widths: number[]; total: number } {
  const rows = sources.map(({ id, up, since, host, origin, at, target }) => [
    id,
    up ? 'up' : 'down',
    age(now - since),
    host?.name ?? unknown,
    (hasPlaces ? at : null) ?? origin,
    target,
  ]);
  const widest = hasPlaces ? Infinity : WIDEST;
  const widths = titles.map((title, i) => {
    const longest = Math.max(title.length, ...rows.map((row) => widthOf(printable(row[i] ?? ''))));
    return i === titles.length - 1 ? longest : Math.min(widest, longest);
  });
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + 1, 0);
  const total = before + (widths.at(-1) ?? 0);
  // Of a URI that has no room the beginning is shown.
  widths[widths.length - 1] = Math.max(0, Math.min(widths.at(-1) ?? 0, width - before));
  return { rows, widths, total };
}
