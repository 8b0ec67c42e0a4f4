import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { testAlarms } from '../../../src/alarms/fixture.ts';
import { makeTestApi, stillClock } from '../../../src/api/fixture.ts';
import { entityClasses } from '../../../src/model/classes.ts';
import type { Entity } from '../../../src/model/entity.ts';
import { metrics } from '../../../src/model/metrics.ts';
import type { RemoteWriteStatus } from '../../../src/remote/write/mod.ts';
import { createMemoryStore } from '../../../src/store/mod.ts';
import { parseExposition } from '../../exposition.ts';

const promtool = spawnSync('promtool', ['--version']).error === undefined;
const skip = promtool ? false : 'promtool is not installed (Debian: prometheus)';

const receiver: RemoteWriteStatus = {
  name: 'remote',
  url: 'http://h/api/v1/write',
  state: 'ok',
  sentSamples: 1,
  replayedSamples: 1,
  failedSamples: 1,
  droppedSamples: 1,
  queuedBatches: 1,
  lagSeconds: 1,
  replaySeconds: 1,
  lastSuccess: 1,
  lastError: null,
  condition: null,
};

test('promtool has no complaint about the exposition of every metric there is', { skip }, async () => {
  const clock = stillClock();
  const store = createMemoryStore({ rows: 120, stepMs: 5000, clock });
  const alarms = testAlarms('rules: {vm.cpu: {class: VM, metric: cpu.usage, amber: 50%}}', store, clock);
  await using api = await makeTestApi({ store, alarms, remoteWrite: () => [receiver] }, clock);
  const labels = { disksWithoutCounters: 'vda', 'os.name': 'Debian', uriHost: 'a\tb\n"\\\u{1F600}' };
  const entities = entityClasses.map((cls): [Entity, Record<string, number>] => {
    const patterns = metrics.filter(({ classes }) => classes.includes(cls)).map(({ pattern }) => pattern);
    const values = [...patterns, 'raw.odd'].map((pattern) => [pattern.replaceAll('#', '0'), 1] as const);
    return [api.enter(cls, 'f00d', { name: 'a\tb', labels, stateReason: 'booted' }), Object.fromEntries(values)]; // prettier-ignore
  });
  api.poll(entities);
  const { body } = await api.app.inject({ url: '/metrics', headers: { accept: 'text/plain' } });
  const names = new Set(parseExposition(body).samples.map(({ name }) => name));
  assert.ok(names.size > metrics.length, `${names.size} names`);
  assert.ok(names.has('ALERTS') && names.has('virtscope_vm_light'));
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: body,
    encoding: 'utf8',
  });
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});
