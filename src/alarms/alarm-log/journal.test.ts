import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync, rmdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Journal, type JournalLine } from './journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-journal-'));
after(() => rmSync(folder, { recursive: true }));
const lineOf = (sequence: number): JournalLine => ({ transition: { sequence } }) as never;

test('a journal that cannot be written has a problem until it can, and then has every line', () => {
  const path = join(folder, 'a.jsonl');
  // A directory in its place is an error for every user, root too.
  mkdirSync(path);
  let now = 100;
  const journal = new Journal(path, { now: () => now });
  journal.append(lineOf(1));
  journal.flush();
  now = 200;
  journal.append(lineOf(2));
  journal.flush();
  assert.deepEqual(journal.problem, {
    kind: 'failing',
    since: 100,
    reason: 'it is a directory',
    waiting: 2,
    lost: 0,
  });
  rmdirSync(path);
  journal.flush();
  assert.equal(journal.problem, null);
  journal.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { transition: object }).transition),
    [{ sequence: 1 }, { sequence: 2 }],
  );
});

test('a journal counts the lines that could wait no longer', () => {
  const path = join(folder, 'b.jsonl');
  mkdirSync(path);
  const journal = new Journal(path, { now: () => 0 });
  for (let i = 0; i < 10_003; i++) journal.append(lineOf(i));
  journal.flush();
  assert.deepEqual([journal.problem?.waiting, journal.problem?.lost], [10_000, 3]);
  journal.close();
});

test('a journal whose compaction fails has the longer file and the reason', () => {
  const path = join(folder, 'c.jsonl');
  const journal = new Journal(path, { now: () => 5 });
  journal.append(lineOf(1));
  journal.flush();
  mkdirSync(`${path}.part`);
  journal.compact([lineOf(1)]);
  assert.equal(journal.problem?.reason, 'it is a directory');
  assert.ok(readFileSync(path, 'utf8').includes('"sequence":1'));
  rmdirSync(`${path}.part`);
  writeFileSync(`${path}.part`, 'left by an earlier one');
  journal.compact([lineOf(1)]);
  assert.equal(journal.problem, null);
  journal.close();
});
