import type { BlockJob, BlockJobKind, JobOperation, JobStats } from '@virtscope/libvirt';
import type { FactReadings } from '../../../lib/fact-readings.ts';
import { none, unknownBecause } from './reasons.ts';

/** A job under way, and how much of it is done: from 0 to 1, null where that is not known. */
export interface Job {
  readonly text: string;
  readonly progress: number | null;
}

const operations: Readonly<Record<JobOperation, string>> = {
  unknown: 'job',
  start: 'start',
  save: 'save',
  restore: 'restore',
  'migration-in': 'migration to this host',
  'migration-out': 'migration',
  snapshot: 'snapshot',
  'snapshot-revert': 'revert to a snapshot',
  dump: 'dump',
  backup: 'backup',
  'snapshot-delete': 'removal of a snapshot',
};

const blockJobs: Readonly<Record<BlockJobKind, string>> = {
  unknown: 'block job',
  pull: 'block pull',
  copy: 'block copy',
  commit: 'block commit',
  'active-commit': 'block commit',
  backup: 'backup',
};

/** What a job of a domain is measured in, the first that it has. */
const measures = ['data', 'disk', 'memory'] as const;

export function domainJob({ operation, params }: JobStats): Job {
  const fields = new Map(params.map(({ field, value }) => [field, Number(value)]));
  for (const measure of measures) {
    const total = fields.get(`${measure}_total`);
    if (!total) continue;
    const remaining = fields.get(`${measure}_remaining`);
    const done = remaining === undefined ? (fields.get(`${measure}_processed`) ?? NaN) : total - remaining;
    return { text: operations[operation], progress: part(done, total) };
  }
  return { text: operations[operation], progress: null };
}

export function diskJob({ kind, current, end }: BlockJob, disk: string): Job {
  return { text: `${blockJobs[kind]} of ${disk}`, progress: part(Number(current), Number(end)) };
}

/** Facts of all jobs of a VM, of which the one that has most left has the progress. */
export function jobFacts(jobs: readonly Job[]): FactReadings {
  if (jobs.length === 0) return { job: none, jobProgress: none };
  const known = jobs.map(({ progress }) => progress).filter((progress) => progress !== null);
  const progress = known.length > 0 ? Math.min(...known) : null;
  const origin = 'hypervisor';
  return {
    job: { value: jobs.map(({ text }) => text).join(', '), origin, reason: null },
    jobProgress: { value: progress, origin, reason: progress === null ? unknownBecause.notReported : null },
  };
}

/** A thousandth is as exact as it is shown. */
function part(done: number, total: number): number | null {
  const share = done / total;
  return share >= 0 && share <= 1 ? Math.round(share * 1000) / 1000 : null;
}
