import {
  selectArchive,
  type ArchiveInfo,
  type ArchiveSelection,
  type HistoryQuery,
} from '../../store/mod.ts';

/** Rows (start, end] of one step, of which those after `joint` are our own. Epoch ms, all on the grid of the step. */
export interface JoinPlan {
  readonly start: number;
  readonly joint: number;
  readonly end: number;
  /** The archive of our own rows, and how many make one of that step. */
  readonly archive: ArchiveSelection;
}

const maxRows = 1500;
const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
/** Steps to choose from where the query names none. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10].map((count) => count * day),
];

/**
 * Which rows come from the engine and which from the store; null where the store holds all of the asked time. Without a step that of the finest
 * rows that reach back to where our own begin; a coarser one where that would be too many rows.
 */
export function planJoin(
  archives: readonly ArchiveInfo[],
  { start, end: until, stepMs: asked, cfs = ['AVERAGE'] }: HistoryQuery,
  nowMs: number,
): JoinPlan | null {
  const [finest] = archives;
  if (!finest) return null;
  const furthest = selectArchive(archives, { start, cfs }).rowMs;
  if (start >= beginOf(archives, furthest)) return null;
  const last = Math.min(until, nowMs);
  const unit = asked === undefined ? furthest : finest.stepMs;
  const wanted = Math.ceil((asked ?? unit) / unit) * unit;
  const stepMs = fit(wanted, unit, last - start);
  const archive = selectArchive(
    archives.filter((one) => stepMs % one.stepMs === 0),
    { start, stepMs, cfs },
  );
  const begin = Math.floor(start / stepMs) * stepMs;
  const end = Math.floor(last / stepMs) * stepMs;
  const joint = Math.min(end, Math.ceil(beginOf(archives, archive.rowMs) / stepMs) * stepMs);
  if (joint <= begin) return null;
  const askedStepMs = asked !== undefined && stepMs > wanted ? asked : null;
  return { start: begin, joint, end, archive: { ...archive, askedStepMs } };
}

/** Where the oldest row of a length begins; nowhere while there is none. */
function beginOf(archives: readonly ArchiveInfo[], rowMs: number): number {
  const oldest = archives.find(({ stepMs }) => stepMs === rowMs)?.oldest ?? Infinity;
  return oldest - rowMs;
}

/** The wanted step, or the least multiple of the unit from our list that makes few enough rows. */
function fit(wanted: number, unit: number, span: number): number {
  // A span that is on no grid touches a row more.
  const least = span / (maxRows - 1);
  if (wanted >= least) return wanted;
  const isEnough = (step: number): boolean => step >= least && step % unit === 0;
  return steps.find(isEnough) ?? Math.ceil(least / unit) * unit;
}
