import type { Consolidation } from '../archive.ts';
import { Level, type LevelDefinition, type LevelNeeds } from './level.ts';
import type { RowTarget } from './row-target.ts';

/** All levels over one clock; all have the same width. */
export interface Levels {
  /** The level of single points, which feeds all others. */
  readonly finest: Level;
  /** By steps in a row, coarsest first. */
  readonly bySize: ReadonlyMap<number, Level>;
  /** Steps in the rows of the finer level that feeds the one of so many. */
  readonly finerOf: ReadonlyMap<number, number>;
}

/** What the open row of one series has so far. */
export interface OpenRow {
  /** AVERAGE: sum of the known points; MIN and MAX: the extreme, infinite when none is known; LAST: NaN. */
  readonly value: number;
  /** How many points are unknown. */
  readonly unknown: number;
}

/** What levels are built from. */
export interface LevelsDefinition extends Pick<LevelDefinition, 'openedAt' | 'width' | 'onRow'> {
  /** Where rows go, by steps in a row. */
  readonly targets: ReadonlyMap<number, readonly RowTarget[]>;
  /** What every level keeps, also where no target needs it. */
  readonly keep: LevelNeeds;
  /** Which level feeds which; without, each has the coarsest finer one whose row size divides its own. */
  readonly finerOf?: ReadonlyMap<number, number>;
}

/** The coarsest of `sizes` that is finer than `size` and divides it, 1 where points must. */
export function finerSize(size: number, sizes: Iterable<number>): number {
  return Math.max(1, ...[...sizes].filter((finer) => finer < size && size % finer === 0));
}

/** Builds the levels that `targets` need, and that of single points. */
export function buildLevels(definition: LevelsDefinition): Levels {
  const { targets, keep, openedAt, width, onRow } = definition;
  const sizes = [...new Set([1, ...targets.keys()])].sort((a, b) => b - a);
  const finerOf =
    definition.finerOf ??
    new Map(sizes.filter((size) => size > 1).map((size) => [size, finerSize(size, sizes)]));
  const needsOf = new Map<number, LevelNeeds>();
  const bySize = new Map<number, Level>();
  for (const size of sizes) {
    const own = targets.get(size) ?? [];
    const fed = sizes.filter((coarser) => finerOf.get(coarser) === size);
    const has = (cf: Consolidation, need: keyof LevelNeeds): boolean =>
      size > 1 &&
      (keep[need] || own.some((each) => each.cf === cf) || fed.some((each) => needsOf.get(each)![need]));
    const needs = { sum: has('AVERAGE', 'sum'), min: has('MIN', 'min'), max: has('MAX', 'max') };
    needsOf.set(size, needs);
    const coarser = fed.map((each) => bySize.get(each)!);
    const finer = finerOf.get(size) ?? 1;
    const level = { pdpPerRow: size, finer, openedAt, width, needs, targets: own, coarser, onRow };
    bySize.set(size, new Level(level));
  }
  return { finest: bySize.get(1)!, bySize, finerOf };
}

/** One series' open row of so many steps, gathered from the levels that hold its parts. */
export function openRow(levels: Levels, size: number, cf: Consolidation, series: number): OpenRow {
  const parts: Level[] = [];
  // Single points are never open: the finest level has no part of any row.
  for (let at = size; at > 1; at = levels.finerOf.get(at)!) parts.push(levels.bySize.get(at)!);
  const unknown = parts.reduce((sum, level) => sum + level.unknown[series]!, 0);
  const of = (column: 'sum' | 'min' | 'max'): number[] => parts.map((level) => level[column][series]!);
  if (cf === 'AVERAGE') return { value: of('sum').reduce((sum, part) => sum + part, 0), unknown };
  if (cf === 'MIN') return { value: Math.min(Infinity, ...of('min')), unknown };
  if (cf === 'MAX') return { value: Math.max(-Infinity, ...of('max')), unknown };
  return { value: NaN, unknown };
}
