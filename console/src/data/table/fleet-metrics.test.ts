import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultColumns, wantsOf } from './fleet-metrics.ts';
import { machineColumns } from '../../parts/machines/machine-columns.ts';

const nothing = { metrics: [], facts: [] };

test('defaultColumns() are columns that exist, fewer in a narrow window', () => {
  const all = defaultColumns(1440, true);
  const known = new Set(machineColumns.map(({ key }) => key));
  assert.deepEqual(all.filter((key) => !known.has(key)), []); // prettier-ignore
  assert.deepEqual(defaultColumns(360, true), ['cpu.cores', 'memory.used']);
  assert.ok(all.includes('host') && all.includes('net.tx.bytes'));
  assert.deepEqual(defaultColumns(700, true), ['cpu.cores', 'trend', 'memory.used']);
  assert.ok(!defaultColumns(1440, false).includes('host'), 'there is one');
  const width = machineColumns.reduce((sum, column) => sum + (all.includes(column.key) ? column.width : 0), 0); // prettier-ignore
  assert.ok(width + 180 < 1440, `${width} px beside the name`);
});

test('wantsOf() asks only for what is shown, with sizes, shares and bounds, and at least one metric', () => {
  assert.deepEqual(wantsOf(['state', 'cpu.cores', 'trend', 'started'], nothing), {
    metrics: ['cpu.cores', 'cpu.usage'],
    facts: ['vcpus', 'started', 'seenRunning'],
  });
  assert.deepEqual(wantsOf(['state', 'nothing', 'disk.sda.read.bytes'], nothing), {
    metrics: ['cpu.usage'],
    facts: [],
  });
  assert.deepEqual(wantsOf(['os'], { metrics: ['cpu.steal'], facts: ['tags'] }), {
    metrics: ['cpu.steal'],
    facts: ['tags', 'os'],
  });
});
