import type { ArchiveInfo, Consolidation } from '../../../store/mod.ts';
import { xapiArchives } from './archives.ts';

/** What rows are asked for, in epoch ms. */
export interface Wanted {
  readonly startMs: number;
  /** Rows at least as long. */
  readonly intervalMs: number;
  /** All that are kept when null. */
  readonly cf: Consolidation | null;
}

/** Rows that answer it. */
export interface Chosen {
  readonly stepMs: number;
  /** At most as many. */
  readonly rows: number;
  readonly cfs: readonly Consolidation[];
}

/**
 * The archive XAPI would answer from: the finest with rows as long as wanted that reaches back to the start; where
 * none does, the coarsest, whose rows are put together where they are still shorter than wanted. Null where nothing is kept
 * in the wanted function.
 *
 * @param archives finest first.
 * @param newestMs end of the newest finest row.
 */
export function choose(
  archives: readonly ArchiveInfo[],
  { startMs, intervalMs, cf }: Wanted,
  newestMs: number,
): Chosen | null {
  const base = archives[0]?.stepMs ?? 1;
  const wantedMs = Math.floor(intervalMs / base) * base;
  const usable = xapiArchives(archives, wantedMs).filter(({ cfs }) =>
    cf === null ? cfs.length > 0 : cfs.includes(cf),
  );
  const fitting = usable.find(({ stepMs, rows }) => stepMs >= wantedMs && startMs > newestMs - stepMs * rows);
  const archive = fitting ?? usable.at(-1);
  if (!archive) return null;
  const factor = Math.max(1, Math.ceil(wantedMs / archive.stepMs));
  return {
    stepMs: archive.stepMs * factor,
    rows: Math.floor(archive.rows / factor),
    cfs: cf === null ? functionsOf(archive, archive.stepMs * factor === base) : [cf],
  };
}

/** The functions XAPI would keep rows in: single points in one, others in all but LAST. */
export function functionsOf({ cfs }: ArchiveInfo, isPoints: boolean): Consolidation[] {
  return isPoints ? ['AVERAGE'] : cfs.filter((cf) => cf !== 'LAST');
}
