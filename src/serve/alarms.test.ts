import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recoverAlarms } from './alarms.ts';

const failing = (reason: Error) => ({
  recover: async (): Promise<void> => {
    throw reason;
  },
});

test('recoverAlarms() does not prevent the start where history cannot be read, and ends with the signal', async () => {
  const problems: string[] = [];
  const onDamage = (problem: string): void => void problems.push(problem);
  const going = new AbortController();
  await recoverAlarms(failing(new Error('EIO: i/o error, read')), {} as never, {
    signal: going.signal,
    onDamage,
  });
  assert.deepEqual(problems, ['spans of alarms begin anew: EIO: i/o error, read']);
  going.abort(new Error('stopped'));
  await assert.rejects(
    recoverAlarms(failing(new Error('any')), {} as never, { signal: going.signal, onDamage }),
    /stopped/,
  );
});
