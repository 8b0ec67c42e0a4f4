import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { hostileCases, type Outcome } from './test-hostile.ts';

/** Its engine takes 1,000 repeats; ours are at most 100, so that a pattern stays small. */
const stricter = new Set(['a{1000}']);

test('hostile filters are refused, bounded or answered as they should be', async () => {
  const worker = new Worker(new URL('./test-hostile.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  // A guard, no measurement: what is not bounded would run for hours.
  const guard = setTimeout(() => void worker.terminate(), 60_000);
  const messages = once(worker, 'message') as Promise<[readonly Outcome[]]>;
  const ended = once(worker, 'exit').then(() => assert.fail('a filter has no end'));
  const [outcomes] = await Promise.race([messages, ended]);
  clearTimeout(guard);
  await worker.terminate();
  assert.equal(outcomes.length, hostileCases.length);
  for (const { id, refused, matches, errors } of outcomes) {
    const {
      expected,
      observed,
      why,
      expression = '',
    } = hostileCases.find((one) => one.id === id) ?? assert.fail();
    if (expected === 'refused' || stricter.has(expression)) assert.ok(refused, why);
    if (expected !== 'ok' || stricter.has(expression)) continue;
    assert.deepEqual({ refused, errors }, { refused: false, errors: 0 }, why);
    assert.equal(String(matches), observed.result, why);
  }
});
