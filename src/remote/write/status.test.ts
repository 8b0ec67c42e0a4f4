import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remoteWriteMetrics, type RemoteWriteStatus } from './status.ts';

test('remoteWriteMetrics have every number of a status', () => {
  const status: RemoteWriteStatus = {
    name: 'a',
    url: 'http://h/w',
    state: 'failing',
    sentSamples: 1,
    replayedSamples: 2,
    failedSamples: 3,
    droppedSamples: 4,
    queuedBatches: 5,
    lagSeconds: null,
    replaySeconds: 7,
    lastSuccess: null,
    lastError: null,
    condition: null,
  };
  const numbers = remoteWriteMetrics.map(({ name, value }) => [
    name.replace('virtscope_remote_write_', ''),
    value(status),
  ]);
  assert.deepEqual(Object.fromEntries(numbers), {
    up: 0,
    sent_samples: 1,
    replayed_samples: 2,
    failed_samples: 3,
    dropped_samples: 4,
    queued_batches: 5,
    lag_seconds: null,
    replay_seconds: 7,
  });
  assert.equal(remoteWriteMetrics[0]?.value({ ...status, state: 'replaying' }), 1);
  assert.equal(remoteWriteMetrics[0]?.value({ ...status, state: 'starting' }), null);
});
