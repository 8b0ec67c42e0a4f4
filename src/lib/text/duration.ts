const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type DurationUnit = keyof typeof unitMs;

/**
 * Milliseconds of a duration as people write it (`500ms`, `5s`, `1.5m`, `1h`, `7d`), null for anything else.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { parseDuration } from './duration.ts';
 * assert.equal(parseDuration('2m'), 120_000);
 */
export function parseDuration(text: string): number | null {
  const parts = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text);
  if (!parts) return null;
  const ms = Number(parts[1]) * unitMs[parts[2] as DurationUnit];
  return Number.isInteger(ms) ? ms : null;
}

/** The shortest way to write whole milliseconds, in the largest unit that leaves no fraction. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms > 0 && ms % unitMs[unit] === 0) return `${ms / unitMs[unit]}${unit}`;
  }
  return `${ms}ms`;
}
