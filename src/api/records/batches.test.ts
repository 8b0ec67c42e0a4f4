import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callOf } from '../../streams/fixture.ts';
import { MessageLog, type Message } from '../../streams/mod.ts';
import { Batches } from './batches.ts';
import type { RecordKind } from './kind.ts';

test('readers with the same filter share what is written, also when more has come meanwhile', () => {
  const log = new MessageLog({ now: () => 0 }, { items: 3 });
  let written = 0;
  const contentsOf = ({ method }: Message) => ({ method, of: ++written });
  const kind = { log, event: 'message', contentsOf } as unknown as RecordKind<Message>;
  const batches = new Batches(kind, 'application/x-ndjson');
  const [all, other] = [() => true, () => true];
  const start = log.end;
  const none = batches.after(start, all);
  assert.deepEqual([none.text, none.cursor, none.isEnd], ['', start, true]);
  for (const name of ['a', 'b']) log.record(callOf(name));
  const first = batches.after(start, all);
  log.record(callOf('c'));
  assert.equal(batches.after(start, all), first);
  assert.equal(written, 2);
  assert.match(first.text, /^\{"id":"\w+-1","method":"a","of":1\}\n\{"id":"\w+-2","method":"b","of":2\}\n$/);
  assert.match(batches.after(first.cursor, all).text, /^\{"id":"\w+-3","method":"c","of":3\}\n$/);
  assert.match(batches.after(start, other).text, /"a".*\n.*"b".*\n.*"c"/);
  for (const name of ['d', 'e']) log.record(callOf(name));
  assert.match(batches.after(start, all).text, /^\{"gap":2\}\n.*"c".*\n.*"d".*\n.*"e".*\n$/);
});
