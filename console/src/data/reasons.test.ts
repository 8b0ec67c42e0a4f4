import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reason, reasonCode } from '../../../src/model/reason.ts';
import { reasonText } from '../../../src/model/reason-text.ts';
import type { Status } from '../../../src/api/wire/status.ts';
import { beforeHistory, remedy, sentence } from './reasons.ts';
import { status } from './status.ts';

/** What the server says of every reason. */
const sentences = Object.fromEntries(
  Object.values(Reason).map((reason) => [reasonCode(reason), reasonText(reason)]),
);

test('sentence() is the server’s for every code, those of the console its own, and an unknown one as words', () => {
  status.value = { sentences, sources: [] } as unknown as Status;
  for (const reason of Object.values(Reason))
    assert.equal(sentence(reasonCode(reason), null), reasonText(reason));
  assert.equal(sentence(beforeHistory, 'libvirt'), 'before history begins');
  assert.equal(sentence('quite-new', null), 'quite new');
  status.value = null;
  assert.equal(sentence('not-running', null), 'not running');
});

test('sentence() is that of the source of an entity where it has one', () => {
  const sources = [
    { id: 'libvirt', sentences: { stuck: 'QEMU does not answer' } },
    { id: 'xapi', sentences: {} },
  ];
  status.value = { sentences, sources } as unknown as Status;
  assert.equal(sentence('stuck', 'libvirt'), 'QEMU does not answer');
  for (const source of ['xapi', 'another', null])
    assert.equal(sentence('stuck', source), 'it does not answer');
  assert.equal(sentence('gone', 'libvirt'), 'it was removed');
  status.value = null;
});

test('remedy() is there where something can be done', () => {
  assert.match(remedy('no-balloon-report') ?? '', /dommemstat/);
  assert.equal(remedy('not-running'), null);
});
