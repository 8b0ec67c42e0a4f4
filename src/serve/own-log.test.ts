import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line } from '../model/streams/line.ts';
import { OwnLog } from './own-log.ts';

test('what virtscope reports is printed and a line, without the details of a bug', (context) => {
  const printed: unknown[][] = [];
  for (const method of ['log', 'error'] as const) {
    context.mock.method(console, method, (...said: unknown[]) => void printed.push(said));
  }
  const lines: Line[] = [];
  const log = new OwnLog((line) => lines.push(line));
  log.info('it is well');
  log.error(`damaged \uD800${'x'.repeat(20_000)}`);
  const details = { url: '/vms?token=secret' };
  log.bug('BUG: a request failed', details);
  assert.deepEqual(printed[0], ['virtscope: it is well']);
  assert.deepEqual(printed[2], ['virtscope: BUG: a request failed:', details]);
  assert.deepEqual(
    lines.map(({ severity, unit, source, cut }) => [severity, unit, source, cut]),
    [6, 3, 3].map((severity, i) => [severity, 'virtscope', 'virtscope', i === 1]),
  );
  assert.ok(lines[1]?.text.startsWith('damaged \uFFFDxxx') && lines[1].text.length === 16_384);
  assert.equal(lines[2]?.text, 'BUG: a request failed');
});
