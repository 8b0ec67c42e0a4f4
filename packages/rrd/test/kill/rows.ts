import type { ArchiveLength } from '../../src/mod.ts';

/** The database that is killed: blocks and archives so short that something turns all the time. */
export const STEP_MS = 5000;
export const BLOCK_ROWS = 6;
export const LENGTHS: readonly ArchiveLength[] = [
  { rowMs: STEP_MS, rows: 400, cfs: ['AVERAGE'], xff: 0.5 },
  { rowMs: 4 * STEP_MS, rows: 150, cfs: ['AVERAGE', 'MIN', 'MAX'], xff: 0.5 },
  { rowMs: 40 * STEP_MS, rows: 50, cfs: ['AVERAGE', 'MIN', 'MAX'], xff: 0.5 },
];
/** Why a step is skipped. */
export const GAP_REASON = 5;
/** The first step that is written. */
export const FIRST_STEP = 1_000_000;

/** Series that always live, and others that do for a while and again later. */
export interface Fleet {
  readonly steady: number;
  readonly comingAndGoing: number;
}

function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  return (state ^ (state >>> 13)) >>> 0;
}

/** Whether a step has no row at all. */
export function skipped(step: number): boolean {
  return hash(`skip ${step}`) % 40 === 0;
}

/** The series that live at a step. */
export function living({ steady, comingAndGoing }: Fleet, step: number): string[] {
  const names = Array.from({ length: steady }, (_, i) => `steady-${i}`);
  for (let i = 0; i < comingAndGoing; i += 1) {
    const age = Math.floor((step + i * 3) / (7 + i));
    names.push(`guest-${i}-${age % 4}`);
  }
  return names;
}

/** Whether a series lives at every step. */
export function isSteady(name: string): boolean {
  return name.startsWith('steady');
}

/** Every name that ever lives. */
export function everyName({ steady, comingAndGoing }: Fleet): string[] {
  const guests = Array.from({ length: comingAndGoing }, (_, i) =>
    [0, 1, 2, 3].map((age) => `guest-${i}-${age}`),
  );
  return [...Array.from({ length: steady }, (_, i) => `steady-${i}`), ...guests.flat()];
}

/**
 * The point of a living series, a multiple of a quarter so that sums are exact in any order, and why it is unknown
 * where it is.
 */
export function point(name: string, step: number): { value: number; reason: number } {
  const bits = hash(`${name} ${step}`);
  if (bits % 9 === 0) return { value: NaN, reason: 1 + (bits % 4) };
  return { value: (bits % 4_000_000) / 4 - 100_000, reason: 0 };
}
