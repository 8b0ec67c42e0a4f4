import assert from 'node:assert/strict';
import { it } from 'node:test';
import { labelsOf } from './labels.ts';

it('labelsOf() distinguishes VMs of the same name', () => {
  const ids = ['11111111-0', '22222222-0', '33333333-0', '44444444-0'];
  assert.deepEqual(labelsOf({ names: ['web', 'db', 'web', ''], ids }), [
    'web 11111111',
    'db',
    'web 33333333',
    '44444444',
  ]);
});
