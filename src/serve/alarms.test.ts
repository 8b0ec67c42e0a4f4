import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recoverAlarms } from './alarms.ts';

const failing = (reason: Error) => ({
  recover: async (): Promise<void> => {
    throw reason;
  },
});

test('recoverAlarms() does not prevent the start where history cannot be read, and ends with the signal', async (t) => {
  const printed = t.mock.method(console, 'error', () => undefined);
  const going = new AbortController();
  await recoverAlarms(failing(new Error('EIO: i/o error, read')), {} as never, going.signal);
  assert.equal(
    printed.mock.calls[0]?.arguments[0],
    'virtscope: spans of alarms begin anew: EIO: i/o error, read',
  );
  going.abort(new Error('stopped'));
  await assert.rejects(recoverAlarms(failing(new Error('any')), {} as never, going.signal), /stopped/);
});
