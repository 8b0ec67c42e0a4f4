import type { ArchiveInfo } from '../../store/mod.ts';

type Newest = Pick<ArchiveInfo, 'stepMs' | 'newest'>;

/**
 * End of the newest row of a length that all archives it can be made of have whole, in epoch ms; null before the first. The
 * points in memory are ahead of the rows on disk by a moment, and who polls must not take that for a gap.
 */
export function newestRow(archives: readonly Newest[], stepMs: number): number | null {
  const ends = archives.flatMap(({ stepMs: rowMs, newest }) => {
    return newest === null || rowMs > stepMs ? [] : [Math.floor(newest / stepMs) * stepMs];
  });
  return ends.length > 0 ? Math.min(...ends) : null;
}

/** The same for several classes of entity: one that is a row behind is waited for, one that stands still is not. */
export function commonNewestRow(classes: readonly (readonly Newest[])[], stepMs: number): number | null {
  const ends = classes.flatMap((archives) => newestRow(archives, stepMs) ?? []);
  const last = Math.max(...ends);
  return ends.length > 0 ? Math.min(...ends.filter((end) => end >= last - stepMs)) : null;
}

/** End of the newest point at which every longer row that has ended by then is there too; null before the first. */
export function wholeUntil([finest, ...coarser]: readonly Newest[]): number | null {
  if (!finest || finest.newest === null) return null;
  const ends = coarser.flatMap(({ stepMs, newest }) =>
    newest === null ? [] : [newest + stepMs - finest.stepMs],
  );
  return Math.min(finest.newest, ...ends);
}
