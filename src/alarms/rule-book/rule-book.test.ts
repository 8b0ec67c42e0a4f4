import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity, onHost } from '../../model/entity.ts';
import type { FactName, Fact } from '../../model/facts.ts';
import { readRules } from '../rule/read-rules.ts';
import { bookOf } from '../test-rules.ts';
import { defaultRules } from './default-rules.ts';
import { makeRuleBook } from './rule-book.ts';

const cpu = 'rules: {vm.cpu: {class: VM, metric: cpu.usage, amber: 90%, for: 5m}}';

/** Problems of a set of rules as `LINE:COLUMN field: message`. */
function problems(...texts: string[]): string[] {
  const result = makeRuleBook(texts.map((text) => readRules(text, 'a.yaml')));
  assert.equal(result.book === null, result.problems.length > 0);
  return result.problems.map(({ line, column, field, message }) => `${line}:${column} ${field}: ${message}`);
}

test('the shipped rules are valid, each with its reason', () => {
  const { book, problems: wrong } = makeRuleBook([defaultRules()]);
  assert.deepEqual(wrong, []);
  assert.ok(book && book.rules.length > 15);
  for (const { id, reason, enabled } of book.rules) {
    assert.ok(reason.length > 40, id);
    assert.ok(enabled, id);
  }
});

test('a rule says what is looked at, from which level on, and for how long', () => {
  const { conditions, amberForMs, redForMs, keepMs } = bookOf(`
rules:
  vm.memory:
    class: VM
    all:
      - {metric: memory.available, dividedBy: memory.total, sense: below, amber: 5%, amberClear: 7%, red: 2%}
      - {when: 'is:running'}
    for: 5m
    redFor: 10m
`).rule('vm.memory') as never as { conditions: { levels: object }[] } & Record<string, number>;
  assert.deepEqual(conditions[0]?.levels, {
    sense: 'below',
    amber: 0.05,
    amberClear: 0.07,
    red: 0.02,
    redClear: 0.02,
  });
  assert.deepEqual(conditions[1]?.levels, {
    sense: 'above',
    amber: 0.5,
    amberClear: 0.5,
    red: 0.5,
    redClear: 0.5,
  });
  assert.deepEqual([amberForMs, redForMs, keepMs], [300_000, 600_000, 120_000]);
});

test('what is wrong is named with its field and its place, and nothing of the set is in effect', () => {
  const f = (fields: string, want: RegExp): void => {
    const [problem = '', ...more] = problems(cpu, `rules:\n  vm.x: {class: VM, ${fields}}`);
    assert.match(problem, want);
    assert.deepEqual(more, [], fields);
  };
  f(
    'metric: cpu.usge, amber: 9%',
    /^2:29 rules\.vm\.x\.metric: there is no metric "cpu\.usge", did you mean cpu\.usage$/,
  );
  f(
    'metric: cpu.iowait, amber: 9%',
    /^2:29 rules\.vm\.x\.metric: metric cpu\.iowait is one of host, not of VM$/,
  );
  f('metric: cpu.usage, amber: 90MiB', /^2:47 rules\.vm\.x\.amber: .*"90MiB" is not of unit ratio$/);
  f('metric: cpu.usage, amber: 90', /"?90"? is more than 1 without %$/);
  f('metric: cpu.usage, amber: [1%]', /it must be one value, not a list$/);
  f('metric: cpu.usage', /^2:3 rules\.vm\.x\.amber: a condition has a level/);
  f('metric: cpu.usage, amber: 90%, red: 80%', /rules\.vm\.x\.amber: it is beyond the level of red$/);
  f('metric: cpu.usage, amber: 90%, amberClear: 95%', /amberClear: it is beyond the level of amber$/);
  f('metric: cpu.usage, amber: 90%, for: soon', /for: it must be a duration/);
  f('metric: cpu.usage, amber: 90%, fro: 5m', /fro: there is no such field, did you mean for$/);
  f(
    'metric: cpu.usage, amber: 90%, unknown: green',
    /unknown: it must be ignore, hold, amber or red: it is "green"$/,
  );
  f(
    'metric: disk.read.bytes, dividedBy: cpu.usage, amber: 9%',
    /dividedBy: it is of unit ratio, the metric of bytes\/s$/,
  );
  f(
    `metric: disk.#.read.bytes, instances: '${'a'.repeat(201)}', amber: 1B/s`,
    /instances: it has 201 characters, at most 200$/,
  );
  f(
    `metric: disk.#.read.bytes, instances: '(a+)+', amber: 1B/s`,
    /instances: repetitions within repetitions/,
  );
  f(`metric: disk.#.read.bytes, instances: '(', amber: 1B/s`, /instances: it is no regular expression$/);
  f(
    `when: 'cpu>80%', amber: true`,
    /^2:27 rules\.vm\.x\.when: it compares cpu\.usage; a condition with "metric" does that/,
  );
  f(
    `select: 'mem>80%', metric: cpu.usage, amber: 80%`,
    /^2:29 rules\.vm\.x\.select: it compares memory\.usage/,
  );
  f(`when: 'cpu>', amber: true`, /^2:27 rules\.vm\.x\.when: Cannot read selector/);
  f('event: exploded, amber: 1', /event: there is no event exploded/);
  f('metric: cpu.usage, when: is:off, amber: 1%', /a condition has one of metric, timeToFull, when, event$/);
  f('timeToFull: fs.#.used, amber: 4h', /total: it must be the metric of the size$/);
  f('metric: cpu.usage, amber: 1%, runbook: javascript:alert(1)', /runbook: it must be an address/);
});

test('a text that is no set of rules is refused with the place', () => {
  assert.match(problems('rules: [')[0] ?? '', /^1:\d+ /);
  assert.match(problems('rule: {}')[0] ?? '', /^1:1 rule: a file of rules has the keys rules and overrides$/);
  assert.match(problems('rules: {VM CPU: {}}')[0] ?? '', /^1:9 rules\.VM CPU: ids of rules are/);
  assert.match(problems('a text')[0] ?? '', /^1:1 : the file must be a section$/);
  const many = Array.from({ length: 10_001 }, (_, i) => `  r${i}: {class: VM, metric: cpu.usage, amber: 1%}`);
  assert.deepEqual(problems(`rules:\n${many.join('\n')}`), [
    '2:3 rules: there are 10001 rules, at most 10000',
  ]);
});

test('rules that inhibit each other are refused', () => {
  const rule = (id: string, inhibits: string): string =>
    `  ${id}: {class: VM, metric: cpu.usage, amber: 1%, inhibits: [${inhibits}]}\n`;
  assert.deepEqual(problems(`rules:\n${rule('a', 'b')}${rule('b', 'c.*')}`), []);
  const circle = problems(`rules:\n${rule('a', 'b')}${rule('b', 'c.*')}${rule('c.d', 'a')}`);
  assert.deepEqual(circle, ['2:58 rules.a.inhibits: rules inhibit each other: a, b, c.d, a']);
});

test('a later layer changes the fields that it gives, and the place of a value is kept', () => {
  const book = bookOf(cpu, '\nrules: {vm.cpu: {amber: 95%}}');
  const rule = book.rule('vm.cpu');
  assert.equal(rule?.conditions[0]?.levels.amber, 0.95);
  assert.equal(rule.amberForMs, 300_000);
  assert.deepEqual(rule.given.get('amber')?.at, { file: '2.yaml', line: 2, column: 25 });
});

test('an override wins by scope from class over host and tag to the entity, of several tags the first configured', () => {
  const book = bookOf(`${cpu}
overrides:
  - {rule: vm.*, class: VM, for: 1m, amber: 91%}
  - {rule: vm.cpu, tag: second, amber: 93%}
  - {rule: vm.cpu, tag: first, amber: 94%}
  - {rule: vm.cpu, host: h1, amber: 92%, note: small host}
  - {rule: vm.cpu, entity: e1, amber: 99%}
`);
  const f = (id: string, host: string | null, tags: string[], want: [number, string | undefined]): void => {
    const fact: Fact<readonly string[]> = { value: tags, origin: null, reason: null, time: 0 };
    const facts: { [N in FactName]?: Fact<never> } = { tags: fact as Fact<never> };
    const vm = createEntity(
      { class: 'VM', id, source: 's', name: id, state: 'running', parent: onHost(host), facts },
      0,
    );
    const base = book.rule('vm.cpu');
    assert.ok(base);
    const rule = book.ruleFor(base, vm);
    assert.equal(rule, book.ruleFor(base, vm));
    assert.equal(rule.amberForMs, 60_000);
    assert.deepEqual([rule.conditions[0]?.levels.amber, rule.given.get('amber')?.override], want);
  };
  f('e2', null, [], [0.91, 'class VM']);
  f('e2', 'h1', [], [0.92, 'host h1']);
  f('e2', 'h1', ['first', 'second'], [0.93, 'tag second']);
  f('e2', 'h1', ['first'], [0.94, 'tag first']);
  f('e1', 'h1', ['first'], [0.99, 'entity e1']);
  assert.equal(book.rule('vm.cpu')?.conditions[0]?.levels.amber, 0.9);
});

test('an override is refused for what it changes, as a rule is', () => {
  const f = (override: string, want: RegExp): void =>
    assert.match(problems(`${cpu}\noverrides:\n  - {${override}}`)[0] ?? '', want);
  f(
    'rule: vm.cpu, amber: 1%',
    /^3:5 overrides\[0\]: an override has rule, and one of class, host, tag, entity$/,
  );
  f('rule: vm.cpu, tag: a, host: b', /an override has rule, and one of/);
  f('rule: vm.disk, tag: a, amber: 1%', /there is no rule "vm\.disk"$/);
  f('rule: vm.cpu, tag: a, amber: 1s', /^3:35 rules\.vm\.cpu\.amber: .* not of unit ratio$/);
});
