import { printable } from '../printable.ts';

/** What a Nagios plugin answers; the exit code is the place in the list. */
export const STATUSES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
export type Status = (typeof STATUSES)[number];

/** Characters of an answer: a monitoring agent cuts at 4 KB. */
const LONGEST = 4000;
const LONGEST_TEXT = 1500;

/**
 * The one line of a plugin. What has no room of the values is left out, the last ones first.
 *
 * @param perfdata values as {@link perfdataOf} writes them.
 */
export function statusLine(status: Status, text: string, perfdata: readonly string[] = []): string {
  const plain = lineOf(text);
  const shown = plain.length > LONGEST_TEXT ? `${plain.slice(0, LONGEST_TEXT - 1).toWellFormed()}…` : plain;
  let line = `VIRTSCOPE ${status} - ${shown}`;
  for (const [i, value] of perfdata.entries()) {
    const next = `${i === 0 ? '|' : ' '}${value}`;
    if (line.length + next.length > LONGEST) break;
    line += next;
  }
  return line;
}

/** Text of one line: what a plugin's reader would obey is replaced, and the bar that begins the values. */
export function lineOf(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' ')).replaceAll('|', '/').trim();
}
