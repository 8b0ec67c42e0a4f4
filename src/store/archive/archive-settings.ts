import { formatDuration, parseDuration } from '../../lib/text/duration.ts';
import type { EntityClass } from '../../model/classes.ts';
import { InputError } from '../../model/error.ts';

/** Rows of one length that are kept for a class of entity. */
export interface ArchiveSetting {
  readonly rowMs: number;
  readonly rows: number;
}

/** Archives that have a name of their own: those of XAPI, which earlier versions kept by default. */
export const namedArchives: ReadonlyMap<string, string> = new Map([['xapi', '10m 1m:2h 1h:7d 1d:366d']]);

/**
 * Parses `10m 1m:2h 1h:7d`, or the name of such a text: the span of the rows that are an interval long, then longer rows with their spans. Null for
 * any other text.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { parseArchives } from './archive-settings.ts';
 * assert.deepEqual(parseArchives('10m 1h:2h', 5000), [{ rowMs: 5000, rows: 120 }, { rowMs: 3_600_000, rows: 2 }]);
 */
export function parseArchives(text: string, intervalMs: number): ArchiveSetting[] | null {
  const archives: ArchiveSetting[] = [];
  const plain = namedArchives.get(text.trim()) ?? text.trim();
  for (const [place, part] of plain.split(/\s+/).entries()) {
    const [span, length, ...rest] = part.split(':').reverse().map(parseDuration);
    const rowMs = place === 0 ? intervalMs : length;
    const expected = place === 0 ? length === undefined : rest.length === 0;
    if (!expected || !span || !rowMs) return null;
    archives.push({ rowMs, rows: Math.ceil(span / rowMs) });
  }
  return archives;
}

/** The most rows one archive may have: a year of minutes. */
const maxRows = 530_000;

/**
 * Refuses archives that cannot be made of each other.
 *
 * @throws {InputError} `CONFIG_INVALID`
 */
export function checkArchives(
  kept: Readonly<Partial<Record<EntityClass, readonly ArchiveSetting[]>>>,
  intervalMs: number,
): void {
  for (const [cls, archives] of Object.entries(kept)) {
    const fail = (rowMs: number, state: string): never => {
      const rows = `history.archives.${cls}: rows of ${formatDuration(rowMs)}`;
      throw new InputError('CONFIG_INVALID', `Cannot keep ${rows} ${state}`);
    };
    for (const [place, { rowMs, rows }] of archives.entries()) {
      if (rowMs % intervalMs !== 0) {
        fail(rowMs, `are no multiple of the interval, ${formatDuration(intervalMs)}`);
      }
      if (place > 0 && rowMs <= (archives[place - 1]?.rowMs ?? 0))
        fail(rowMs, 'must be longer than those before');
      if (rows > maxRows) fail(rowMs, `are ${rows}, at most ${maxRows}`);
    }
  }
}
