import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NodeStats } from '@virtscope/libvirt';
import { Reason } from '../../../model/reason.ts';
import { CpuTime } from './cpu-time.ts';

const S = 1_000_000_000n;
/** Counters of a host that has been up for a year with 256 processors: beyond what a double holds. */
const base = 256n * 31_536_000n * S + 1n;

function stats(kernel: bigint, user: bigint, idle: bigint, iowait: bigint): NodeStats {
  return { kernel: base + kernel, user: base + user, idle: base + idle, iowait: base + iowait };
}

/** After two readings. */
function between(first: NodeStats, second: NodeStats): CpuTime {
  const cpu = new CpuTime();
  cpu.take(first, 1000);
  assert.deepEqual([cpu.reason, cpu.usage], [Reason.firstSample, NaN]);
  cpu.take(second, 6000);
  return cpu;
}

describe('CpuTime', () => {
  it('gives shares of the time of all processors, exact however large the counters are', () => {
    const { usage, system, iowait, reason } = between(stats(0n, 0n, 0n, 0n), stats(S, 3n * S, 5n * S, S));
    assert.deepEqual({ usage, system, iowait, reason }, { usage: 0.4, system: 0.1, iowait: 0.1, reason: 0 });
  });

  it('takes what idle and iowait fall by for a correction, which was not spent', () => {
    const { usage, iowait } = between(stats(0n, 0n, 10n * S, 2n * S), stats(S, S, 12n * S, S));
    assert.deepEqual([usage, iowait], [2 / 3, 0]);
    const back = between(stats(0n, 0n, 10n * S, 0n), stats(S, S, 9n * S, 0n));
    assert.deepEqual([back.usage, back.iowait], [1, 0]);
  });

  it('begins anew where the host was started again, and where nothing passed knows nothing', () => {
    const cpu = between(stats(0n, 0n, 0n, 0n), { kernel: S, user: S, idle: S, iowait: S });
    assert.deepEqual([cpu.reason, cpu.usage, cpu.iowait], [Reason.counterReset, NaN, NaN]);
    cpu.take({ kernel: 2n * S, user: 2n * S, idle: 3n * S, iowait: S }, 11_000);
    assert.deepEqual([cpu.reason, cpu.usage], [Reason.known, 0.5]);
    cpu.take({ kernel: 2n * S, user: 2n * S, idle: 3n * S, iowait: S }, 16_000);
    assert.deepEqual([cpu.reason, cpu.usage], [Reason.idle, NaN]);
  });

  it('knows nothing without the three that every kernel has, and no iowait where there is none', () => {
    const cpu = between({ kernel: 0n, user: 0n, idle: 0n }, { kernel: S, user: 0n, idle: S });
    assert.deepEqual([cpu.usage, cpu.system, cpu.iowait], [0.5, 0.5, NaN]);
    cpu.take({ kernel: S, user: 0n }, 11_000);
    assert.deepEqual([cpu.reason, cpu.usage], [Reason.notReported, NaN]);
    cpu.take({ kernel: 2n * S, user: 0n, idle: 2n * S }, 16_000);
    assert.deepEqual([cpu.reason, cpu.usage], [Reason.known, 0.5]);
  });
});
