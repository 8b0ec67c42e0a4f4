const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** What is shown of a number that is not known. */
export const unknown = '-';

/** Bytes a second; the column says the second. At most 7 characters. */
export function rate(value: number | null): string {
  return scaled(value, 1000, decimal);
}

/** Memory. At most 8 characters. */
export function memory(value: number | null): string {
  return scaled(value, 1024, binary);
}

/** A share of one processor in per cent: 1.8 is `180`. */
export function percent(value: number | null): string {
  if (value === null) return unknown;
  const shown = value * 100;
  return shown < 99.95 ? shown.toFixed(1) : shown.toFixed(0);
}

/** A length of time in its largest unit: `4s`, `12m`, `3h`, `5d`. */
export function age(seconds: number | null): string {
  if (seconds === null) return unknown;
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 120) return `${whole}s`;
  if (whole < 7200) return `${Math.floor(whole / 60)}m`;
  return whole < 172_800 ? `${Math.floor(whole / 3600)}h` : `${Math.floor(whole / 86_400)}d`;
}

function scaled(value: number | null, base: number, units: readonly string[]): string {
  if (value === null) return unknown;
  let scale = 0;
  let shown = value;
  // Three digits at most: what rounds to 1000 is one of the next unit.
  while (shown >= 999.5 && scale < units.length - 1) {
    shown /= base;
    scale++;
  }
  const digits = scale > 0 && shown < 99.95 ? 1 : 0;
  return `${shown.toFixed(digits)} ${units[scale]}`;
}
