import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobStats, TypedParam } from '@virtscope/libvirt';
import { diskJob, domainJob, jobFacts } from './jobs.ts';

const params = (fields: Record<string, number>): TypedParam[] =>
  Object.entries(fields).map(([field, value]) => ({ field, type: 4, value: BigInt(value) }));
const job = (operation: JobStats['operation'], fields: Record<string, number>) =>
  domainJob({ operation, params: params(fields) });
const bytes = { bandwidth: 0n, current: 0n, end: 0n };

describe('domainJob', () => {
  it('is measured in all data, else in disks, else in memory', () => {
    const f = (fields: Record<string, number>, want: number | null): void =>
      assert.equal(job('migration-out', fields).progress, want, JSON.stringify(fields));
    f({ data_total: 100, data_remaining: 75, memory_total: 50, memory_remaining: 0 }, 0.25);
    f({ data_total: 0, disk_total: 300, disk_processed: 100 }, 0.333);
    f({ memory_total: 4, memory_remaining: 0 }, 1);
    f({ time_elapsed: 5 }, null);
    f({ data_total: 100, data_remaining: 101 }, null);
    f({ data_total: 100 }, null);
  });
});

describe('jobFacts', () => {
  it('names each job, with the progress of the one that has most left', () => {
    const jobs = [
      diskJob({ ...bytes, kind: 'copy', current: 3n, end: 4n }, 'vda'),
      diskJob({ ...bytes, kind: 'active-commit', current: 1n, end: 4n }, 'vdb'),
    ];
    const { job: names, jobProgress } = jobFacts(jobs);
    assert.deepEqual(names, {
      value: 'block copy of vda, block commit of vdb',
      origin: 'hypervisor',
      reason: null,
    });
    assert.equal(jobProgress?.value, 0.25);
  });

  it('has no progress, with the reason, of a job that has only begun', () => {
    const { job: name, jobProgress } = jobFacts([diskJob({ ...bytes, kind: 'pull' }, 'vda')]);
    assert.equal(name?.value, 'block pull of vda');
    assert.deepEqual(jobProgress, {
      value: null,
      origin: 'hypervisor',
      reason: 'the hypervisor does not report it',
    });
  });

  it('knows that there is none', () => {
    const none = { value: null, origin: null, reason: null };
    assert.deepEqual(jobFacts([]), { job: none, jobProgress: none });
  });
});
