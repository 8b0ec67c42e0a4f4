import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCoding } from './content-coding.ts';

test('the coding with the highest weight is taken, brotli among equals, and none where none is asked for', () => {
  const f = (header: string | undefined, coding: string | null, isCodingRequired = false): void => {
    assert.deepEqual(chooseCoding(header), { coding, isCodingRequired }, String(header));
  };
  f(undefined, null);
  f('', null);
  f('identity', null);
  f('zstd, deflate', null);
  f('gzip', 'gzip');
  f('x-gzip', 'gzip');
  f('gzip, deflate, br, zstd', 'br');
  f(' GZIP ;Q=1.0 , BR; q=0.9', 'gzip');
  f('br;q=0.5, gzip;q=0.5', 'br');
  f('br;q=0, gzip;q=0.001', 'gzip');
  f('br;q=0, gzip;q=0', null);
  f('br;q=2, gzip;q=x', null);
  f('brotli, gzi', null);
  f('identity;q=1, gzip;q=0.5', null);
  f('identity;q=0.5, gzip;q=0.5', 'gzip');
});

test('a star is every coding that is not named, content as it is among them', () => {
  const f = (header: string, coding: string | null, isCodingRequired = false): void => {
    assert.deepEqual(chooseCoding(header), { coding, isCodingRequired }, header);
  };
  f('*', 'br');
  f('*;q=0', null);
  f('br;q=0, *', 'gzip');
  f('br;q=0, gzip;q=0, *', null);
  f('gzip, *;q=0', 'gzip', true);
  f('gzip;q=0.5, *;q=0.1', 'gzip');
  f('identity, *;q=0', null);
});

test('content as it is can be refused, but not where nothing else is taken', () => {
  const f = (header: string, coding: string | null, isCodingRequired: boolean): void => {
    assert.deepEqual(chooseCoding(header), { coding, isCodingRequired }, header);
  };
  f('gzip, identity;q=0', 'gzip', true);
  f('*, identity;q=0', 'br', true);
  f('identity;q=0', null, false);
  f('zstd, identity;q=0', null, false);
});
