import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reason, reasonCode, reasonText } from '../../../src/model/reason.ts';
import { remedy, sentence } from './reasons.ts';

test('sentence() knows every code of the server, and reads an unknown one as words', () => {
  for (const reason of Object.values(Reason)) assert.equal(sentence(reasonCode(reason)), reasonText(reason));
  assert.equal(sentence('quite-new'), 'quite new');
});

test('remedy() is there where something can be done', () => {
  assert.match(remedy('no-balloon-report') ?? '', /dommemstat/);
  assert.equal(remedy('not-running'), null);
});
