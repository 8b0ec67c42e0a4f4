import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { configOf, firstOfStretches, messagesOf, raisedOf, type Row } from './test-perfmon.ts';

/** Values that stay for a while, some of them unknown. */
function series(levels: readonly number[], mayBeUnknown = true): fc.Arbitrary<number[]> {
  const value = fc.constantFrom(...levels, ...(mayBeUnknown ? [Number.NaN] : []));
  return fc
    .array(fc.tuple(value, fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 15 })
    .map((spans) => spans.flatMap(([one, rows]) => Array.from({ length: rows }, () => one)));
}

/** Rows of these data sources, as long as the shortest series. */
function rowsOf(names: readonly string[], of: fc.Arbitrary<number[]>): fc.Arbitrary<Row[]> {
  return fc.tuple(...names.map(() => of)).map((columns) => {
    const length = Math.min(...columns.map((column) => column.length));
    return Array.from({ length }, (_, i) => Object.fromEntries(names.map((name, j) => [name, columns[j]?.[i] ?? Number.NaN]))); // prettier-ignore
  });
}

const times = fc.record({
  alarm_trigger_period: fc.constantFrom(0, 30, 60, 90, 120, 300, 600),
  alarm_auto_inhibit_period: fc.constant(0),
  alarm_priority: fc.constantFrom(1, 3, 5),
});
const shares = [0, 0.25, 0.5, 0.75, 1];

interface Case {
  readonly class: 'VM' | 'host';
  readonly tags: Readonly<Record<string, string | number>>;
  readonly names: readonly string[];
  readonly values: fc.Arbitrary<number[]>;
}
const cpu = ['cpu0', 'cpu1', 'cpu2'];
const cases: readonly Case[] = [
  { class: 'VM', tags: { name: 'cpu_usage', alarm_trigger_level: 0.5 }, names: cpu, values: series(shares, false) },
  { class: 'VM', tags: { name: 'cpu_usage', alarm_trigger_level: 0.25 }, names: ['cpu0'], values: series(shares) },
  { class: 'host', tags: { name: 'a', rrd_regex: 'cpu[0-9]+', alarm_trigger_level: 1.25 }, names: cpu, values: series(shares) },
  { class: 'host', tags: { name: 'a', rrd_regex: 'cpu[01]', consolidation_fn: 'max', alarm_trigger_level: 0.5 }, names: cpu, values: series(shares, false) },
  { class: 'VM', tags: { name: 'network_usage', alarm_trigger_level: 150 }, names: ['vif_0_rx', 'vif_0_tx', 'vif_1_rx', 'vif_0_rx_errors'], values: series([0, 50, 100, 200]) },
  { class: 'VM', tags: { name: 'disk_usage', alarm_trigger_level: 150 }, names: ['vbd_xvda_read', 'vbd_hdb_write', 'vbd_xvda_iops_read'], values: series([0, 50, 100, 200]) },
  { class: 'VM', tags: { name: 'memory_internal_free', alarm_trigger_level: 1000 }, names: ['memory_internal_free', 'memory'], values: series([0, 999, 1000, 1001]) },
  { class: 'host', tags: { name: 'memory_free_kib', alarm_trigger_level: 1000 }, names: ['memory_free_kib'], values: series([0, 999, 1000, 1001]) },
  { class: 'host', tags: { name: 'network_usage', alarm_trigger_level: 150 }, names: ['pif_eth0_rx', 'pif_eth0_tx', 'pif_aggr_rx'], values: series([0, 50, 100, 200]) },
  { class: 'VM', tags: { name: 'a', rrd_regex: 'vbd_xvda_(read|write)_latency', consolidation_fn: 'max', alarm_trigger_level: 20_000 }, names: ['vbd_xvda_read_latency', 'vbd_xvdb_read_latency'], values: series([0, 20_000, 20_001]) },
  { class: 'host', tags: { name: 'a', rrd_regex: 'loadavg', alarm_trigger_level: 4 }, names: ['loadavg'], values: series([0, 4, 4.5]) },
]; // prettier-ignore

for (const { class: cls, tags, names, values } of cases) {
  test(`alarms are the first messages of bad stretches: ${cls} ${Object.values(tags).join(' ')}`, () => {
    let seen = 0;
    fc.assert(
      fc.property(times, rowsOf(names, values), (own, rows) => {
        const xml = configOf({ ...tags, ...own });
        const want = firstOfStretches(xml, cls, rows);
        seen += want.length;
        assert.deepEqual(raisedOf(xml, cls, rows), want);
      }),
      { numRuns: 100 },
    );
    assert.ok(seen > 20, `${seen} messages`);
  });
}

test('within the time of inhibition perfmon is silent, or later, where an alarm is raised anew', () => {
  const inhibit = fc.constantFrom(120, 600, 1800, 3600);
  fc.assert(
    fc.property(times, inhibit, rowsOf(['cpu0'], series(shares)), (own, seconds, rows) => {
      const xml = configOf({ name: 'cpu_usage', alarm_trigger_level: 0.5, ...own, alarm_auto_inhibit_period: seconds }); // prettier-ignore
      const sent = messagesOf(xml, 'VM', rows).map(({ row }) => row);
      const raised = raisedOf(xml, 'VM', rows);
      for (const row of raised) {
        const isSilenced = sent.some((one) => one < row && (row - one) * 60 < seconds);
        assert.ok(sent.includes(row) !== isSilenced, `${row} of ${sent.join()}`);
      }
      // A message is about what is raised, or was raised again without one.
      for (const row of sent) {
        const since = raised.findLast((one) => one <= row);
        assert.ok(since !== undefined && rows.slice(since, row + 1).every((one) => (one['cpu0'] ?? 0) > 0.5));
      }
    }),
    { numRuns: 150 },
  );
});

/** Rows of one data source. */
function rowsFrom(name: string, values: readonly number[]): Row[] {
  return values.map((value) => ({ [name]: value }));
}

const cpuAbove = (more: Readonly<Record<string, string | number>> = {}): string =>
  configOf({ name: 'cpu_usage', alarm_trigger_level: 0.5, alarm_auto_inhibit_period: 0, ...more });
const rowNumbers = (...args: Parameters<typeof messagesOf>): number[] =>
  messagesOf(...args).map(({ row }) => row);

test('difference: perfmon sends again while it is bad, an alarm is raised once', () => {
  const rows = rowsFrom(
    'cpu0',
    Array.from({ length: 10 }, () => 1),
  );
  const xml = cpuAbove({ alarm_auto_inhibit_period: 180, alarm_trigger_period: 120 });
  // The counter begins anew even where nothing is sent, so that three minutes are four.
  assert.deepEqual(rowNumbers(xml, 'VM', rows), [1, 5, 9]);
  assert.deepEqual(raisedOf(xml, 'VM', rows), [1]);
});

test('difference: a new bad stretch within the time of inhibition is silent, and raises an alarm', () => {
  const rows = rowsFrom('cpu0', [1, 0, 1, 0]);
  const xml = cpuAbove({ alarm_auto_inhibit_period: 3600 });
  assert.deepEqual([rowNumbers(xml, 'VM', rows), raisedOf(xml, 'VM', rows)], [[0], [0, 2]]);
});

test('difference: a message is late by up to five minutes, an alarm is not', () => {
  const rows = rowsFrom('cpu0', [0, 1, 1, 1, 1, 1, 1]);
  const xml = cpuAbove({ alarm_auto_inhibit_period: 3600 });
  assert.deepEqual(messagesOf(xml, 'VM', rows, 300), [{ row: 1, sentAt: 300 }]);
  assert.deepEqual(raisedOf(xml, 'VM', rows), [1]);
});

test('difference: a value that is missing is 0 and low for perfmon, and unknown here', () => {
  const xml = configOf({
    name: 'memory_internal_free',
    alarm_trigger_level: 1000,
    alarm_auto_inhibit_period: 0,
  });
  const rows: Row[] = [{ memory_internal_free: 2000 }, { memory: 1 }, { memory_internal_free: 2000 }];
  assert.deepEqual([rowNumbers(xml, 'VM', rows), raisedOf(xml, 'VM', rows)], [[1], []]);
  // Unknown is no such thing: a comparison with NaN is false.
  const unknown = rowsFrom('memory_internal_free', [2000, Number.NaN, 2000]);
  assert.deepEqual([rowNumbers(xml, 'VM', unknown), raisedOf(xml, 'VM', unknown)], [[], []]);
});

test('difference: an average of which one value is unknown is good for perfmon, and that of the others here', () => {
  const rows = [{ cpu0: 1, cpu1: Number.NaN }];
  assert.deepEqual([rowNumbers(cpuAbove(), 'VM', rows), raisedOf(cpuAbove(), 'VM', rows)], [[], [0]]);
});

test('difference: the greatest of values after an unknown one is unknown for perfmon, and known here', () => {
  const xml = cpuAbove({ consolidation_fn: 'max' });
  const [first, last] = [[{ cpu0: Number.NaN, cpu1: 1 }], [{ cpu0: 1, cpu1: Number.NaN }]];
  assert.deepEqual([rowNumbers(xml, 'VM', first), raisedOf(xml, 'VM', first)], [[], [0]]);
  assert.deepEqual([rowNumbers(xml, 'VM', last), raisedOf(xml, 'VM', last)], [[0], [0]]);
});

/** Means of a minute of rows of 5 s. */
function minutes(rows: readonly Row[]): Row[] {
  return Array.from({ length: rows.length / 12 }, (_, i) => {
    const of = rows.slice(i * 12, i * 12 + 12);
    const mean = (name: string): number =>
      of.reduce((sum, row) => sum + (row[name] as number), 0) / of.length;
    return Object.fromEntries(Object.keys(of[0] ?? {}).map((name) => [name, mean(name)]));
  });
}

const of12 = (value: number): number[] => Array.from({ length: 12 }, () => value);

test('difference: the minute that is compared ends at each poll, and not only at the end of each', () => {
  const xml = cpuAbove();
  // The second half of a minute and the first of the next: neither minute is bad.
  const half = of12(1).slice(0, 6);
  const rows = rowsFrom('cpu0', [...of12(0), ...half.map(() => 0), ...half, ...half, ...half.map(() => 0), ...of12(0)]); // prettier-ignore
  assert.deepEqual(rowNumbers(xml, 'VM', minutes(rows)), []);
  assert.equal(raisedOf(xml, 'VM', rows, 5).length, 1);
  // What is bad for whole minutes is raised by the end of the first.
  const steady = rowsFrom('cpu0', [...of12(0), ...of12(1), ...of12(1), ...of12(0)]);
  const [message] = rowNumbers(xml, 'VM', minutes(steady));
  const [raised] = raisedOf(xml, 'VM', steady, 5);
  assert.equal(message, 1);
  assert.ok(raised !== undefined && raised >= 12 && raised < 24, `${raised}`);
});

test('difference: the mean of the greatest values is not less than the greatest mean', () => {
  const xml = cpuAbove({ consolidation_fn: 'max', alarm_trigger_level: 0.75 });
  const rows = Array.from({ length: 24 }, (_, i) => ({ cpu0: i % 2, cpu1: 1 - (i % 2) }));
  assert.deepEqual(rowNumbers(xml, 'VM', minutes(rows)), []);
  assert.equal(raisedOf(xml, 'VM', rows, 5).length, 1);
});
