import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reason, reasonCode, reasonText } from '../../../src/model/reason.ts';
import type { Status } from '../../../src/api/wire/status.ts';
import { remedy, sentence } from './reasons.ts';
import { status } from './status.ts';

test('sentence() knows every code of the server, and reads an unknown one as words', () => {
  for (const reason of Object.values(Reason))
    assert.equal(sentence(reasonCode(reason), null), reasonText(reason));
  assert.equal(sentence('quite-new', null), 'quite new');
});

test('sentence() is that of the source of an entity where it has one', () => {
  const sources = [
    { id: 'libvirt', sentences: { stuck: 'QEMU does not answer' } },
    { id: 'xapi', sentences: {} },
  ];
  status.value = { sources } as unknown as Status;
  assert.equal(sentence('stuck', 'libvirt'), 'QEMU does not answer');
  for (const source of ['xapi', 'another', null])
    assert.equal(sentence('stuck', source), 'it does not answer');
  assert.equal(sentence('gone', 'libvirt'), 'it is gone');
  status.value = null;
  assert.equal(sentence('stuck', 'libvirt'), 'it does not answer');
});

test('remedy() is there where something can be done', () => {
  assert.match(remedy('no-balloon-report') ?? '', /dommemstat/);
  assert.equal(remedy('not-running'), null);
});
