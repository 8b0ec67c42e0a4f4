import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Phases } from './phases.ts';

function phasesOf(phases: Phases, count: number, intervalMs: number): number[] {
  return Array.from({ length: count }, () => phases.phaseMs(phases.take(), intervalMs));
}

test('Phases spreads 1,000 sources evenly over their interval', () => {
  for (const [intervalMs, parts] of [
    [5000, 50],
    [60_000, 100],
  ] as const) {
    // prettier-ignore
    const counts = Array.from({ length: parts }, () => 0);
    for (const phaseMs of phasesOf(new Phases(), 1000, intervalMs)) {
      const part = Math.floor((phaseMs / intervalMs) * parts);
      counts[part] = (counts[part] ?? 0) + 1;
    }
    const even = 1000 / parts;
    for (const count of counts) assert.ok(Math.abs(count - even) <= 4, `${count} instead of ${even}`);
  }
});

test('Phases gives the first two sources the tick itself, and a source that comes later the place of one that left', () => {
  const phases = new Phases();
  assert.deepEqual(phasesOf(phases, 4, 5000), [0, 0, 3090, 3090]);
  phases.release(1);
  assert.deepEqual(phasesOf(phases, 2, 5000), [0, 1180]);
});
