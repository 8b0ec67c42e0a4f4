import type { Io } from '../io.ts';

/** Wraps text in the sequences of a terminal; or not. */
export type Paint = Readonly<Record<'bold' | 'dim' | 'red' | 'yellow' | 'inverse', (text: string) => string>>;

function sgr(on: number, off: number): (text: string) => string {
  return (text) => (text === '' ? '' : `\u001B[${on}m${text}\u001B[${off}m`);
}

const same = (text: string): string => text;

export const plainPaint: Paint = { bold: same, dim: same, red: same, yellow: same, inverse: same };

/** Without colours, as NO_COLOR asks: weight and inversion are none. */
export const colourlessPaint: Paint = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  red: same,
  yellow: same,
  inverse: sgr(7, 27),
};

export const colourPaint: Paint = { ...colourlessPaint, red: sgr(31, 39), yellow: sgr(33, 39) };

/** What the output of a command takes. */
export function paintOf({ stdout, env }: Io): Paint {
  if (!stdout.isTTY || env['TERM'] === 'dumb') return plainPaint;
  // https://no-color.org: present and not empty.
  return env['NO_COLOR'] ? colourlessPaint : colourPaint;
}
