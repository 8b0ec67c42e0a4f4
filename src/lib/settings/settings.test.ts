import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainSettings } from './explain.ts';
import { readSettings } from './read.ts';
import { documentedKeys, renderKeys } from './reference.ts';
import { load, rules } from './test-rules.ts';

const file = `rules:
  - when: cpu > 1
    notify: [ops, &dev dev]
  - { for: 10s, when: stuck }
receivers:
  ops:
    url: http://a
    retry: {most: 5}
  night-shift:
    url: http://b
`;

describe('lists and maps of sections', () => {
  it('mean what they say, each element with its defaults', () => {
    assert.deepEqual(load({ f: file }).value(), {
      every: 5000,
      rules: [
        { when: 'cpu > 1', notify: ['ops', 'dev'], forMs: 0 },
        { when: 'stuck', notify: [], forMs: 10_000 },
      ],
      receivers: new Map([
        ['ops', { url: 'http://a', retry: { most: 5 } }],
        ['night-shift', { url: 'http://b', retry: { most: 3 } }],
      ]),
    });
    assert.deepEqual(load({}).value(), { every: 5000, rules: [], receivers: new Map() });
  });

  it('know file, line and column of every value', () => {
    assert.deepEqual(load({ f: file }).lines, [
      'every: 5s # default',
      'rules[0].when: cpu > 1 # f:2:5',
      'rules[0].for: 0s # default',
      'rules[0].notify[0]: ops # f:3:14',
      'rules[0].notify[1]: dev # f:3:24',
      'rules[1].when: stuck # f:4:17',
      'rules[1].for: 10s # f:4:7',
      'receivers.ops.url: http://a # f:7:5',
      'receivers.ops.retry.most: 5 # f:8:13',
      'receivers.night-shift.url: http://b # f:10:5',
      'receivers.night-shift.retry.most: 3 # default',
    ]);
  });

  it('of a later file: a list replaces the earlier one, maps go together by key', () => {
    const later = 'rules: [{when: x}]\nreceivers:\n  ops: {retry: {most: 0}}\n  dev: {url: c}\n';
    const { lines, problems } = load({ a: file, b: later });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      lines.filter((line) => !line.endsWith('default')),
      [
        'rules[0].when: x # b:1:10',
        'receivers.ops.url: http://a # a:7:5',
        'receivers.ops.retry.most: 0 # b:3:17',
        'receivers.night-shift.url: http://b # a:10:5',
        'receivers.dev.url: c # b:4:9',
      ],
    );
    assert.deepEqual(load({ a: 'rules: [{when: x}]', b: 'rules: []' }).lines, ['every: 5s # default']);
    assert.deepEqual(
      load({ a: 'rules: [{when: x}]', b: 'rules:' }).lines.length,
      3,
      'an empty key says nothing',
    );
  });

  it('refuse what is wrong inside of an element, with its position', () => {
    const f = (text: string, ...want: string[]): void =>
      assert.deepEqual(load({ f: text }).problems, want, text);
    const keys = 'known keys of rules[1] are when, for, notify';
    f(
      'rules:\n  - when: a\n  - wen: b\n    when: c\n',
      `f:3:5: unknown key "wen", did you mean "when": ${keys}`,
    );
    f('receivers:\n  ops:\n    ulr: b\n    url: c\n', 'f:3:5: unknown key "ulr", did you mean "url": known keys of receivers.ops are url, retry'); // prettier-ignore
    f('rules:\n  - {for: 1s}\n  -\n', 'f:2:5: rules[0].when is missing: it must be an expression', 'f:3:4: rules[1].when is missing: it must be an expression'); // prettier-ignore
    f('receivers:\n  ops:\n', 'f:2:3: receivers.ops.url is missing: it must be a URL');
    f('rules: [{when: 5}]', 'f:1:16: rules[0].when must be an expression: it is 5'); // prettier-ignore
  });

  it('refuse what is no list, no section, or has no name', () => {
    const f = (text: string, ...want: string[]): void => {
      const { problems } = readSettings(text, 'f', rules);
      assert.deepEqual(problems.map(({ at, message }) => `${at}: ${message}`), want, text); // prettier-ignore
    };
    f('rules: {when: a}', 'f:1:8: rules must be a list of at most 10000 rules: it is a section');
    f('receivers: [a]', 'f:1:12: receivers must be a section of at most 4 receivers by name: it is a list');
    f('rules: [a]', 'f:1:9: rules[0] must be a section with the keys when, for, notify');
    f('receivers: {a b: {url: c}}', 'f:1:13: receivers has the name "a b": names are up to 64 letters, digits, _ and -'); // prettier-ignore
    f('rules: [{when: a, notify: [1]}]', 'f:1:28: rules[0].notify[0] must be a name: it is 1');
    f('rules: [{when: a, notify: [null]}]', 'f:1:28: rules[0].notify[0] must be a name: it is empty');
    f('rules.when: a', 'f:1:1: unknown key "rules.when": known keys are every, rules, receivers');
    f(
      'receivers.ops.url: a',
      'f:1:1: unknown key "receivers.ops.url": known keys are every, rules, receivers',
    );
  });
});

describe('what files may hold', () => {
  it('is bounded, of each list and of all together, also in several files', () => {
    const f = (files: Record<string, string>, ...want: string[]): void =>
      assert.deepEqual(load(files).problems, want);
    const receivers = (count: number, from = 0): string =>
      `receivers: {${Array.from({ length: count }, (_, i) => `r${from + i}: {url: a}`).join(', ')}}`;
    const many = (count: number): string => `rules: [${'{when: a},'.repeat(count)}]`;
    f({ f: receivers(4) });
    f({ f: receivers(5) }, 'f:1:1: receivers has more than 4 elements');
    f({ a: receivers(3), b: receivers(2, 3) }, 'b:1:1: receivers has more than 4 elements');
    f({ f: many(10_000) });
    f({ f: many(10_001) }, 'f:1:1: rules has more than 10000 elements');
    const all = 'the lists and named sections have more than 10000 elements together';
    f({ a: many(9999), b: receivers(2) }, `b:1:1: ${all}`);
    f({ f: `${many(9999)}\n${receivers(2)}` }, `f:2:1: ${all}`);
  });

  it('does not grow by aliases', () => {
    const rule = `{when: a, notify: [b, b, b]}`;
    const text = `rules: [&a ${rule}, ${'*a,'.repeat(9990)}]`;
    const { problems, given } = readSettings(text, 'f', rules);
    assert.equal(given?.keys.size, 1);
    assert.ok(
      problems.length > 0 && problems.every(({ message }) => message.startsWith('the lists and named')),
    );
  });

  it('may be nested as deep as it likes and is refused', () => {
    const { problems } = readSettings(`rules: ${'['.repeat(50_000)}`, 'f', rules);
    assert.ok(problems.length > 0);
  });
});

it('explainSettings() writes a file with the same values, with each origin', () => {
  const { given, value } = load({ f: file });
  const text = explainSettings(rules, given);
  assert.deepEqual(load({ f: text }).problems, []);
  assert.deepEqual(load({ f: text }).value(), value());
  assert.match(text, /^ {2}- when: cpu > 1 {2}# f:2:5\n {4}for: 0s {2}# default\n {4}notify: {2}# f:3:5\n {6}- ops {2}# f:3:14$/m); // prettier-ignore
  assert.match(text, /^ {2}ops:\n {4}url: http:\/\/a {2}# f:7:5\n {4}retry:\n {6}most: 5 {2}# f:8:13$/m);
  assert.match(
    text,
    /^# When there is an alarm\. It may be a list of at most 10000 rules\.\n# {3}when: What it/m,
  );
  const empty = explainSettings(rules, load({}).given);
  assert.match(empty, /^rules: \[\] {2}# default$/m);
  assert.match(empty, /^receivers: \{\} {2}# default$/m);
  assert.deepEqual(load({ f: empty }).value(), load({}).value());
});

it('renderKeys() documents lists, maps and the keys of their elements', () => {
  assert.deepEqual(
    documentedKeys(rules).map(({ path, default: value }) => [path, value]),
    [
      ['every', '5s'],
      ['rules', '[]'],
      ['rules[].when', null],
      ['rules[].for', '0s'],
      ['rules[].notify', '[]'],
      ['rules[].notify[]', null],
      ['receivers', '{}'],
      ['receivers.NAME.url', null],
      ['receivers.NAME.retry.most', 3],
    ],
  );
  assert.match(
    renderKeys(rules),
    /^\| \[`rules\[\]\.when`\]\(#ruleswhen\) \| an expression \| must be given \|$/m,
  );
});
