import type { ArgsOf, procedures } from '../procedures.ts';
import type { CallOptions, Connection } from '../connection.ts';
import type { TypedParam } from '../codec/typed-param.ts';

/** Filters of `snapshotNames`. */
export const SNAPSHOT_FLAG = { roots: 1, metadata: 2, leaves: 4, internal: 0x100, external: 0x200 } as const;

/** Kinds of block jobs, by number (virDomainBlockJobType). */
export const BLOCK_JOBS = ['unknown', 'pull', 'copy', 'commit', 'active-commit', 'backup'] as const;
export type BlockJobKind = (typeof BLOCK_JOBS)[number];

/** The job of one disk. */
export interface BlockJob {
  kind: BlockJobKind;
  /** Bytes a second it may take at most; 0 for no limit. */
  bandwidth: bigint;
  /** How far it is and where it ends, in units of its own; both 0 before that is known. */
  current: bigint;
  end: bigint;
}

/** What a job of a domain does, by number (virDomainJobOperation). */
export const JOB_OPERATIONS = [
  'unknown',
  'start',
  'save',
  'restore',
  'migration-in',
  'migration-out',
  'snapshot',
  'snapshot-revert',
  'dump',
  'backup',
  'snapshot-delete',
] as const;
export type JobOperation = (typeof JOB_OPERATIONS)[number];

/** The job of a domain as a whole, under way. */
export interface JobStats {
  operation: JobOperation;
  /** All that the driver reports of it, such as `data_total` and `memory_remaining`. */
  params: TypedParam[];
}

/** Job types: none, bounded, unbounded; the others are over. */
const [FIRST_RUNNING, LAST_RUNNING] = [1, 2];

export async function blockJob(
  connection: Connection,
  args: ArgsOf<(typeof procedures)['DOMAIN_GET_BLOCK_JOB_INFO']>,
  options?: CallOptions,
): Promise<BlockJob | null> {
  const { found, type, bandwidth, current, end } = await connection.call(
    'DOMAIN_GET_BLOCK_JOB_INFO',
    args,
    options,
  );
  return found === 0 ? null : { kind: BLOCK_JOBS[type] ?? 'unknown', bandwidth, current, end };
}

export async function jobStats(
  connection: Connection,
  args: ArgsOf<(typeof procedures)['DOMAIN_GET_JOB_STATS']>,
  options?: CallOptions,
): Promise<JobStats | null> {
  const { type, params } = await connection.call('DOMAIN_GET_JOB_STATS', args, options);
  if (type < FIRST_RUNNING || type > LAST_RUNNING) return null;
  const number = params.find(({ field }) => field === 'operation')?.value;
  return { operation: JOB_OPERATIONS[Number(number ?? 0)] ?? 'unknown', params };
}
