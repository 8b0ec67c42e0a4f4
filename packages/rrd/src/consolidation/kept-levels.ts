import type { LevelState } from './level-state.ts';
import { finerSize } from './levels.ts';

/**
 * The saved levels that are still used when rows have `sizes`, and which level feeds which.
 *
 * A level that is kept is fed as before: a new level between it and the finer one lacks points of its first row. The
 * open row of a level that is removed moves to the coarser level that it fed.
 */
export function keptOf(
  saved: readonly LevelState[],
  sizes: readonly number[],
): { levels: LevelState[]; finerOf: Map<number, number> } {
  const states = new Map(saved.map((level) => [level.size, level]));
  const levels: LevelState[] = [];
  const finerOf = new Map<number, number>();
  for (const size of sizes) {
    const state = states.get(size);
    if (!state) {
      finerOf.set(size, finerSize(size, sizes));
      continue;
    }
    let kept = state;
    while (kept.finer > 1 && !sizes.includes(kept.finer)) kept = joined(kept, states.get(kept.finer)!);
    levels.push(kept);
    finerOf.set(size, kept.finer);
  }
  return { levels, finerOf };
}

/** One open row of an older part and the newer part that a finer level holds. */
function joined(older: LevelState, newer: LevelState): LevelState {
  return {
    size: older.size,
    finer: newer.finer,
    sum: older.sum.map((sum, i) => sum + newer.sum[i]!),
    min: older.min.map((min, i) => Math.min(min, newer.min[i]!)),
    max: older.max.map((max, i) => Math.max(max, newer.max[i]!)),
    unknown: older.unknown.map((unknown, i) => unknown + newer.unknown[i]!),
    reason: older.reason.map((reason, i) => (newer.unknown[i]! > 0 ? newer.reason[i]! : reason)),
  };
}
