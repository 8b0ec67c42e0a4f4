import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableUri } from './readable-uri.ts';

test('readableUri() decodes URIs, and leaves names and what cannot be decoded', () => {
  assert.equal(readableUri('qemu+unix:///system?socket=%2Frun%2Fa'), 'qemu+unix:///system?socket=/run/a');
  assert.equal(readableUri('qemu:///%zz'), 'qemu:///%zz');
  assert.equal(readableUri('100%25'), '100%25');
});
