import type { ArchiveInfo } from '../../../store/mod.ts';

/** How long XAPI keeps its points, ms. */
const pointsSpanMs = 600_000;
/** How long it keeps its longer rows, by their length, ms. */
const spansMs: ReadonlyMap<number, number> = new Map([
  [60_000, 7_200_000],
  [3_600_000, 604_800_000],
  [86_400_000, 31_622_400_000],
]);

/**
 * Archives as XAPI has them, where its lengths are among them, so that its clients get the rows that they expect of a question:
 * those lengths, each for its span, and of others the one that is asked. Archives without its lengths are answered as they are.
 *
 * @param archives finest first.
 */
export function xapiArchives(archives: readonly ArchiveInfo[], askedMs = 0): readonly ArchiveInfo[] {
  const kept = new Set(archives.map(({ stepMs }) => stepMs));
  if (![...spansMs.keys()].every((stepMs) => kept.has(stepMs))) return archives;
  return archives.flatMap((archive, place) => {
    const { stepMs, rows } = archive;
    const spanMs = spansMs.get(stepMs) ?? (place === 0 ? pointsSpanMs : undefined);
    if (spanMs === undefined) return stepMs === askedMs ? archive : [];
    return { ...archive, rows: Math.min(rows, Math.ceil(spanMs / stepMs)) };
  });
}
