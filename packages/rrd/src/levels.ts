import type { Archive, Consolidation } from './archive.ts';
import { Level, type LevelNeeds } from './level.ts';
import { Ring } from './ring.ts';

/** A database's rings in the order of its archives, and the level of single points that feeds them all. */
export interface Levels {
  readonly rings: readonly Ring[];
  readonly finest: Level;
  /** For each archive, the levels that hold a part of its open row: its own and the finer ones that feed it. */
  readonly open: readonly (readonly Level[])[];
}

/** What the open row of one series has so far. */
export interface OpenRow {
  /** AVERAGE: sum of the known points; MIN and MAX: the extreme, infinite when none is known; LAST: NaN. */
  readonly value: number;
  /** How many points are unknown. */
  readonly unknown: number;
}

/** One series' open row, gathered from the levels that hold its parts. */
export function openRow(levels: readonly Level[], cf: Consolidation, series: number): OpenRow {
  const unknown = levels.reduce((sum, level) => sum + level.unknown[series]!, 0);
  const of = (column: 'sum' | 'min' | 'max'): number[] => levels.map((level) => level[column][series]!);
  if (cf === 'AVERAGE') return { value: of('sum').reduce((sum, part) => sum + part, 0), unknown };
  if (cf === 'MIN') return { value: Math.min(Infinity, ...of('min')), unknown };
  if (cf === 'MAX') return { value: Math.max(-Infinity, ...of('max')), unknown };
  return { value: NaN, unknown };
}

/**
 * Builds the levels that `archives` need; each is fed by the coarsest finer one whose row size divides its own.
 *
 * `openedAt` is the number of steps from the epoch to the database's beginning.
 */
export function buildLevels(archives: readonly Archive[], width: number, openedAt: number): Levels {
  const rings = archives.map((archive) => new Ring(archive, width));
  const sizes = [...new Set([1, ...archives.map(({ pdpPerRow }) => pdpPerRow)])].sort((a, b) => a - b);
  const finerOf = new Map(
    sizes.map((size) => [size, sizes.findLast((finer) => finer < size && size % finer === 0)]),
  );
  const needs = new Map<number, LevelNeeds>();
  const levels = new Map<number, Level>();
  for (const size of sizes.toReversed()) {
    const own = rings.filter(({ archive }) => archive.pdpPerRow === size);
    const fed = sizes.filter((coarser) => finerOf.get(coarser) === size);
    const has = (cf: Archive['cf'], need: keyof LevelNeeds): boolean =>
      size > 1 &&
      (own.some(({ archive }) => archive.cf === cf) || fed.some((coarser) => needs.get(coarser)![need]));
    const need = { sum: has('AVERAGE', 'sum'), min: has('MIN', 'min'), max: has('MAX', 'max') };
    needs.set(size, need);
    const coarser = fed.map((each) => levels.get(each)!);
    // Points of the finer level's open block are handed over when it is complete.
    const filled = (openedAt % size) - (openedAt % (finerOf.get(size) ?? 1));
    levels.set(size, new Level(size, filled, width, need, own, coarser));
  }
  // Single points are never open: the finest level has no part of any row.
  const chain = (size: number | undefined): Level[] =>
    size === undefined || size === 1 ? [] : [levels.get(size)!, ...chain(finerOf.get(size))];
  return { rings, finest: levels.get(1)!, open: archives.map(({ pdpPerRow }) => chain(pdpPerRow)) };
}
