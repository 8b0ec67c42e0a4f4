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
  const reaching = able.filter((archive) => reaches(archive, start) || hasAll(archive, archives));
  const longest = able.findLast(({ oldest }) => oldest !== null);
  const wanted = asked ?? 0;
  const fine = reaching.filter(({ stepMs }) => stepMs <= wanted);
  const { stepMs: rowMs } = fine.at(-1) ?? reaching[0] ?? longest ?? finest;
  const factor = Math.max(1, Math.ceil(wanted / rowMs));
  const stepMs = factor * rowMs;
  return { rowMs, factor, stepMs, askedStepMs: asked !== undefined && rowMs > asked ? asked : null };
}

function reaches({ oldest, stepMs }: ArchiveInfo, start: number): boolean {
  return oldest !== null && oldest - stepMs <= start;
}

/**
 * Whether an archive has all there is, however far back that is: no row has expired, and none of another archive had
 * ended when its first began. One that was made longer, or new, has fewer than those that were kept.
 */
function hasAll({ oldest, newest, stepMs, rows }: ArchiveInfo, all: readonly ArchiveInfo[]): boolean {
  if (oldest === null || newest === null || (newest - oldest) / stepMs + 1 >= rows) return false;
  return all.every((other) => other.oldest === null || other.oldest > oldest - stepMs);
}
