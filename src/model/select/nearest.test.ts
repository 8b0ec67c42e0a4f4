import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nearest } from './nearest.ts';

it('nearest() finds the word that was meant, or none', () => {
  const candidates = ['listen', 'state', 'interval', 'host', 'libvirt', 'demo', 'history'];
  const f = (word: string, want: string | null): void => assert.equal(nearest(word, candidates), want, word);
  f('intervall', 'interval');
  f('intreval', 'interval');
  f('Interval', 'interval');
  f('lisen', 'listen');
  f('hots', 'host');
  f('libvrit', 'libvirt');
  f('port', null);
  f('colour', null);
  f('', null);
  assert.equal(nearest('x', []), null);
});
