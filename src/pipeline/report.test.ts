import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atOnce } from '../lib/async/in-slices.ts';
import { BatchWriter } from '../model/batch-writer.ts';
import { createEntity } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import { POLL_METRICS } from '../model/source.ts';
import { report } from './report.ts';

/** The figures of a source that reserved these metrics, in a poll with one known and one unknown value besides. */
function figures(metrics: readonly string[]): Record<string, number | undefined> {
  const writer = new BatchWriter(new SeriesTable());
  const { series } = writer;
  const host = createEntity({ class: 'host', id: 'h1', source: 'host', name: 'h1', state: 'up' }, 0);
  const self = createEntity({ class: 'source', id: 'host', source: 'host', name: '/proc', state: 'up' }, 0);
  const known = writer.slot(host, 'cpu.usage');
  writer.slot(host, 'load.1m');
  for (const metric of metrics) writer.slot(self, metric);
  writer.begin(Reason.notReported);
  writer.put(known, 0.5);
  const { values, reasons } = writer;
  const result = { time: 0, durationMs: 20, complete: [], series, values, reasons };
  atOnce(report(result, { missed: 3, stuckCalls: 2 }));
  return Object.fromEntries(Array.from(series.metrics(self), ([metric, slot]) => [metric, values[slot]]));
}

test('report writes what a source has reserved', () => {
  assert.deepEqual(figures(POLL_METRICS), { 'poll.duration': 0.02, 'poll.missed': 3, 'poll.values': 4 });
  assert.deepEqual(figures(['calls.stuck']), { 'calls.stuck': 2 });
  assert.deepEqual(figures([]), {});
});

test('report counts every known value, its own included', () => {
  assert.equal(figures([...POLL_METRICS, 'calls.stuck'])['poll.values'], 5);
});
