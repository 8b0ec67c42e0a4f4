import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commonNewestRow, newestRow, wholeUntil } from './newest.ts';

/** Archives of 5, 60 and 3600 whose newest rows end then. */
function archives(...newest: (number | null)[]): { stepMs: number; newest: number | null }[] {
  return [5, 60, 3600].map((stepMs, i) => ({ stepMs, newest: newest[i] ?? null }));
}

test('newestRow does not count a row that only the points in memory reach', () => {
  const f = (newest: (number | null)[], stepMs: number, want: number | null): void => {
    assert.equal(newestRow(archives(...newest), stepMs), want);
  };
  f([7260, 7200, 7200], 5, 7260);
  f([7260, 7200, 7200], 60, 7200);
  f([7260, 7260, 7200], 60, 7260);
  f([7200, 7140, 3600], 3600, 3600);
  f([3595, 3540, null], 60, 3540);
  f([3600, 3600, null], 3600, 3600);
  f([null, null, null], 5, null);
});

test('commonNewestRow waits for a class that is a row behind, not for one that stands still', () => {
  const f = (vm: number | null, host: number | null, want: number | null): void => {
    assert.equal(commonNewestRow([archives(vm), archives(host)], 5), want);
  };
  f(100, 95, 95);
  f(100, 90, 100);
  f(100, null, 100);
  f(null, null, null);
});

test('wholeUntil stops before a row that should be there and is not', () => {
  const f = (newest: (number | null)[], want: number | null): void => {
    assert.equal(wholeUntil(archives(...newest)), want);
  };
  f([7255, 7200, 7200], 7255);
  f([7260, 7200, 7200], 7255);
  f([10_800, 10_740, 7200], 10_795);
  f([10_800, 10_800, 7200], 10_795);
  f([100, null, null], 100);
  f([null, null, null], null);
});
