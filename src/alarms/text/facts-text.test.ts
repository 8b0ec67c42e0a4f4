import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsText } from './facts-text.ts';

test('factsText() has what is known of the facts, instants as ages', () => {
  const facts = {
    snapshots: { value: 4, origin: 'x', reason: null },
    oldestSnapshot: { value: 1_000_000_000_000 - 92.3 * 86_400_000, origin: 'x', reason: null },
    job: { value: null, origin: null, reason: 'not read' },
  };
  const text = (...names: Parameters<typeof factsText>[1]): string =>
    factsText({ facts } as never, names, 1_000_000_000_000);
  assert.equal(text('oldestSnapshot', 'snapshots'), 'oldest snapshot 92 d ago, snapshots 4');
  assert.equal(text('job', 'snapshots', 'os'), 'snapshots 4');
  assert.equal(text('job'), '');
});
