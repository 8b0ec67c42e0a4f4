import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factText } from './fact.ts';

test('factText() writes each kind of fact', () => {
  const f = (
    want: string,
    ...[name, value]: Parameters<typeof factText> extends [infer N, infer V, number] ? [N, V] : never
  ): void => assert.equal(factText(name, value, 10_000).replaceAll('\u00a0', ' '), want);
  f('Debian 13', 'os', 'Debian 13');
  f('10.0.0.2, fd00::2', 'addresses', ['10.0.0.2', 'fd00::2']);
  f('4', 'vcpus', 4);
  f('8.0 GiB', 'memory', 8 * 2 ** 30);
  f('2 h 46 min', 'started', 0);
  f('yes', 'autostart', true);
  f('40 %', 'jobProgress', 0.4);
});
