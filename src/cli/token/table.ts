import type { TokenRecord } from '../../auth/mod.ts';
import { printable } from '../printable.ts';
import { cell, widthOf } from '../terminal/cell.ts';
import type { Paint } from '../terminal/paint.ts';
import { age } from '../top/format.ts';

/** A token as the list has it. Times are epoch seconds. */
export interface ListedToken extends Omit<TokenRecord, 'sha256'> {
  readonly lastUsedAt: number | null;
}

const titles = ['ID', 'MAY', 'EXPIRES', 'LAST USED', 'CREATED', 'BY', 'NOTE'];

/** The tokens, a line each; those that have expired are dim. */
export function tokenLines(tokens: readonly ListedToken[], now: number, paint: Paint): string[] {
  const rows = tokens.map(({ id, role, purpose, expiresAt, lastUsedAt, createdAt, createdBy, note }) =>
    [
      id,
      role ?? purpose ?? '',
      endOf(expiresAt, now),
      lastUsedAt === null ? 'never' : `${age(now - lastUsedAt)} ago`,
      `${age(now - createdAt)} ago`,
      createdBy,
      note,
    ].map(printable),
  );
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => widthOf(row[i] ?? ''))),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, i) => cell(text, widths[i] ?? 0))
      .join(' ')
      .trimEnd();
  const isOver = ({ expiresAt }: ListedToken): boolean => expiresAt !== null && expiresAt <= now;
  return [
    paint.inverse(line(titles)),
    ...rows.map((row, i) => (isOver(tokens[i] as ListedToken) ? paint.dim(line(row)) : line(row))),
  ];
}

function endOf(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return 'never';
  return expiresAt <= now ? 'expired' : `in ${age(expiresAt - now)}`;
}
