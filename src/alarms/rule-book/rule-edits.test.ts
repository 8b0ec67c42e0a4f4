import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readRules } from '../rule/read-rules.ts';
import { RuleEdits } from './rule-edits.ts';
import type { RuleBook } from './rule-book.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-rule-edits-'));
after(() => rmSync(folder, { recursive: true }));

const author = { by: 'ann', time: 1_700_000_000_000 };
const shipped = 'rules: {vm.cpu: {class: VM, metric: cpu.usage, amber: 80%, red: 90%}}';

function open(name: string) {
  const books: RuleBook[] = [];
  const edits = new RuleEdits({
    path: join(folder, name),
    apply: (book) => void books.push(book),
  });
  edits.prepare([readRules(shipped, 'shipped.yaml')]).apply();
  return { edits, books, now: () => books.at(-1) as RuleBook };
}

const amberOf = (book: RuleBook, id: string): number | null | undefined =>
  book.rule(id)?.conditions[0]?.levels.amber;

test('what is set of a rule lies over the files, survives a restart, and goes when it is removed', () => {
  const first = open('a.json');
  assert.equal(first.edits.setRule('vm.cpu', 'amber: 70%', author).conditions[0]?.levels.amber, 0.7);
  first.edits.setRule('vm.own', '{"class": "VM", "metric": "memory.usage", "amber": "95%"}', author);
  assert.deepEqual([amberOf(first.now(), 'vm.cpu'), amberOf(first.now(), 'vm.own')], [0.7, 0.95]);
  const second = open('a.json');
  assert.deepEqual([amberOf(second.now(), 'vm.cpu'), amberOf(second.now(), 'vm.own')], [0.7, 0.95]);
  assert.equal(second.edits.removeRule('vm.cpu'), true);
  assert.equal(second.edits.removeRule('vm.cpu'), false);
  assert.deepEqual([amberOf(second.now(), 'vm.cpu'), amberOf(second.now(), 'vm.own')], [0.8, 0.95]);
});

test('a set that is wrong changes neither the rules nor the file', () => {
  const { edits, books } = open('b.json');
  edits.setRule('vm.cpu', 'amber: 70%', author);
  const before = readFileSync(join(folder, 'b.json'), 'utf8');
  const problem =
    /^Cannot set rule: the edits of vm\.x:1:\d+: rules\.vm\.x\.metric: there is no metric "cpu\.usag"/;
  assert.throws(() => edits.setRule('vm.x', 'class: VM\nmetric: cpu.usag\namber: 1', author), {
    code: 'RULES_INVALID',
  });
  assert.throws(() => edits.setRule('vm.x', '{class: VM, metric: cpu.usag, amber: 1}', author), {
    message: problem,
  });
  assert.throws(() => edits.setOverride('one', '{"rule": "vm.none", "tag": "a", "amber": "1%"}'), {
    code: 'RULES_INVALID',
  });
  assert.equal(books.length, 2);
  assert.equal(readFileSync(join(folder, 'b.json'), 'utf8'), before);
});

test('an override is of one entity, and has its name in the origin', () => {
  const { edits, now } = open('c.json');
  edits.setOverride(
    'build',
    '{"rule": "vm.cpu", "entity": "b", "amber": "99%", "red": "100%", "note": "builds"}',
  );
  const rule = now().rule('vm.cpu');
  assert.ok(rule);
  const of = (id: string) => now().ruleFor(rule, { class: 'VM', id, parent: null, facts: {} } as never);
  assert.deepEqual([of('a').conditions[0]?.levels.amber, of('b').conditions[0]?.levels.amber], [0.8, 0.99]);
  assert.equal(edits.removeOverride('build'), true);
  assert.equal(now().hasOverrides, false);
});

test('a file that cannot be read is refused, and left as it is', () => {
  writeFileSync(join(folder, 'd.json'), '{"virtscope": "other"}');
  assert.throws(() => open('d.json'), { code: 'CONFIG_INVALID' });
  assert.equal(readFileSync(join(folder, 'd.json'), 'utf8'), '{"virtscope": "other"}');
});

test('an edit has its text, and who made it when, through a restart; a file of before has no authors', () => {
  open('e.json').edits.setRule('vm.cpu', 'amber: 70% # quiet', author);
  const { edits } = open('e.json');
  assert.deepEqual(edits.edit('vm.cpu'), { text: 'amber: 70% # quiet', author });
  assert.equal(edits.edit('constructor'), null);
  assert.deepEqual(edits.below('vm.cpu').layers.flatMap(({ rules }) => rules.map(({ at }) => at.file)), ['shipped.yaml']); // prettier-ignore
  const before = { virtscope: 'alarm-rules', version: 1, rules: { 'vm.cpu': 'amber: 60%' }, overrides: {} };
  writeFileSync(join(folder, 'f.json'), JSON.stringify(before));
  assert.deepEqual(open('f.json').edits.edit('vm.cpu'), { text: 'amber: 60%', author: null });
});
