import { parseInstant, type Reading } from './parse-instant.ts';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** More is no range, wherever it was copied from. */
const longestText = 200;
const longestSeconds = 31_622_400;

/** What a text means, or why it means nothing. Epoch seconds. */
export type ParsedRange = { readonly from: number; readonly to: number } | { readonly problem: string };

/**
 * Reads a range as a person writes it: `last Tuesday 02:00–04:00`, `yesterday 14:00-15:00`, `2026-11-24 02:00 to 05:00`, `3 h`, `-2h`, a day,
 * two instants in ISO or epoch. One instant alone is from then to now.
 */
export function parseRange(text: string, reading: Reading): ParsedRange {
  const trimmed = text.trim().replaceAll(/\s+/g, ' ');
  if (trimmed === '') return { problem: 'type a range' };
  if (trimmed.length > longestText) return { problem: 'this is too long for a range' };
  const seconds = secondsOf(trimmed);
  const found = seconds === null ? ends(trimmed, reading) : { from: reading.now - seconds, to: reading.now };
  if (!found) return { problem: 'no range that can be read' };
  const from = Math.round(found.from);
  const to = Math.round(Math.min(found.to, reading.now));
  if (from >= reading.now) return { problem: 'it begins in the future' };
  if (to <= from) return { problem: 'it ends before it begins' };
  if (to - from > longestSeconds) return { problem: 'it is longer than a year' };
  return { from, to };
}

/** A length of time before now: `3 h`, `-2h`, `last 45 min`. */
function secondsOf(text: string): number | null {
  const [, count, unit = ''] =
    /^(?:last |-)?(\d{1,7}(?:\.\d+)?) ?(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)$/i.exec(
      text,
    ) ?? [];
  return count === undefined ? null : Number(count) * (units[unit.charAt(0).toLowerCase()] ?? 0);
}

function ends(text: string, reading: Reading): { from: number; to: number } | null {
  for (const [first, second] of splits(text)) {
    const from = parseInstant(first, reading);
    const to = from && parseInstant(second, reading, from.day);
    if (from && to) return { from: from.epoch, to: to.end ?? to.epoch };
  }
  const one = parseInstant(text, reading);
  return one && { from: one.epoch, to: one.end ?? reading.now };
}

/** Every way to part a text at a dash or a word; dates and offsets have dashes too. */
function* splits(text: string): Generator<readonly [string, string]> {
  for (const { index, 0: parting } of text.matchAll(/ (?:to|until) |\s?[–—/]\s?| - |-/gi)) {
    yield [text.slice(0, index), text.slice(index + parting.length)];
  }
}
