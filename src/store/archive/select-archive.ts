import { Consolidation, type ArchiveInfo } from '../interfaces/history-reader.ts';

/** The rows that answer a query: `factor` rows of an archive to one of the answer. */
export interface ArchiveSelection {
  readonly rowMs: number;
  readonly factor: number;
  readonly stepMs: number;
  /** The asked step where the answer's is coarser because nothing finer reaches back so far. */
  readonly askedStepMs: number | null;
}

export interface ArchiveRequest {
  /** Epoch ms. */
  readonly start: number;
  readonly stepMs?: number | undefined;
  readonly cfs: readonly Consolidation[];
}

/**
 * The coarsest rows that are no coarser than asked and reach back to the start, or to where history begins; else the
 * finest that do. Without a step the finest that do.
 */
export function selectArchive(
  archives: readonly ArchiveInfo[],
  { start, stepMs: asked, cfs }: ArchiveRequest,
): ArchiveSelection {
  const [finest, ...coarser] = archives;
  if (!finest) throw new Error('Cannot choose rows: there is no archive');
  const able = [finest, ...coarser.filter(({ cfs: has }) => cfs.every((cf) => has.includes(cf)))];
  const reaching = able.filter((archive) => reaches(archive, start));
  const longest = able.findLast(({ oldest }) => oldest !== null);
  const wanted = asked ?? 0;
  const fine = reaching.filter(({ stepMs }) => stepMs <= wanted);
  const { stepMs: rowMs } = fine.at(-1) ?? reaching[0] ?? longest ?? finest;
  const factor = Math.max(1, Math.ceil(wanted / rowMs));
  const stepMs = factor * rowMs;
  return { rowMs, factor, stepMs, askedStepMs: asked !== undefined && rowMs > asked ? asked : null };
}

/** An archive from which no row has expired has all there is, however far back that is. */
function reaches({ oldest, newest, stepMs, rows }: ArchiveInfo, start: number): boolean {
  if (oldest === null || newest === null) return false;
  return oldest - stepMs <= start || (newest - oldest) / stepMs + 1 < rows;
}
