import { unknown } from '../top/format.ts';

/** How many records are missing, which people call so. */
export function gapText(gap: number | null, name: string): string {
  if (gap === 0) return `connected again: no ${name} is missing`;
  if (gap === null) return `the server was started anew: how many ${name}s are missing is not known`;
  return `${gap} ${gap === 1 ? `${name} is` : `${name}s are`} missing: the server has dropped ${gap === 1 ? 'it' : 'them'}`;
}

/** Epoch seconds. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? unknown : date.toISOString();
}
