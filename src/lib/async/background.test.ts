import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInBackground } from './background.ts';

test('runInBackground hands a rejection to its owner, and a result to none', async () => {
  const failures: unknown[] = [];
  runInBackground(Promise.resolve('done'), (error) => failures.push(error));
  runInBackground(Promise.reject(new Error('broken')), (error) => failures.push(error));
  await Promise.resolve();
  assert.deepEqual(failures.map(String), ['Error: broken']);
});
