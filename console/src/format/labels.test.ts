import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelText } from './labels.ts';

test('labelText() scales sizes and speeds and leaves the rest', () => {
  const f = (name: string, value: string, want: string): void =>
    assert.equal(labelText(name, value).replaceAll('\u00a0', ' '), want);
  f('bytes', '274877906944', '256 GiB');
  f('bitsPerSecond', '10000000000', '10.0 Gb/s');
  f('serial', '0123', '0123');
  f('bytes', '', '');
});
