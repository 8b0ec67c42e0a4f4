import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseRegex } from './parse-regex.ts';
import { between, isMatch, without } from './quotient.ts';
import { regexText, type Regex } from './regex.ts';

const leaf = fc.constantFrom('a', 'b', '_', '[ab]', '[^a]', '.', String.raw`\d`, String.raw`\.`, '[a-c_]');
const { any } = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `${a}${b}`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie('any'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}'))
      .map(([a, times]) => `(?:${a})${times}`),
  ),
}));
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '_', '1', '.'), maxLength: 6 });

/** What stands for too many characters is refused. */
function isTaken(text: string): boolean {
  return typeof parseRegex(text) !== 'string';
}

function regexOf(text: string): Regex {
  const regex = parseRegex(text);
  if (typeof regex === 'string') throw new Error(`${text}: ${regex}`);
  return regex;
}

test('isMatch, and the text of a regular expression, mean what the engine says', () => {
  fc.assert(
    fc.property(any, word, (text, one) => {
      fc.pre(isTaken(text));
      const want = new RegExp(`^(?:${text})$`, 'u').test(one);
      assert.equal(isMatch(regexOf(text), one), want);
      assert.equal(new RegExp(`^(?:${regexText(regexOf(text))})$`, 'u').test(one), want);
    }),
    { numRuns: 2000 },
  );
});

test('between matches what completes the whole, and nothing else', () => {
  fc.assert(
    fc.property(any, word, word, word, (text, before, middle, after) => {
      fc.pre(isTaken(text));
      const rest = between(regexOf(text), before, after);
      const want = new RegExp(`^(?:${text})$`, 'u').test(before + middle + after);
      assert.equal(rest !== null && isMatch(rest, middle), want);
    }),
    { numRuns: 2000 },
  );
});

test('without leaves what matches texts that lack a character', () => {
  fc.assert(
    fc.property(any, word, (text, one) => {
      fc.pre(isTaken(text) && !one.includes('_'));
      const rest = without(regexOf(text), '_');
      assert.equal(rest !== null && isMatch(rest, one), isMatch(regexOf(text), one));
    }),
    { numRuns: 1000 },
  );
});

test('anchors at the ends are left out, and what is no regular language is refused with its reason', () => {
  assert.equal(regexText(regexOf('^vbd_(xvd|hd)[a-z]+?_read$')), 'vbd_(xvd|hd)[a-z]+_read');
  const f = (text: string, want: RegExp): void => assert.match(parseRegex(text) as string, want);
  f('(?=a)b', /looking around/);
  f('(?P<x>a)', /names and looking around/);
  f(String.raw`(a)\1`, /\\1 is not taken/);
  f('a**', /a repetition is repeated/);
  f('(a', /not closed/);
  f('a)', /not opened/);
  f('[a', /ends too early/);
  f('a{3,2}', /is no repetition/);
  f('a{1000}', /is no repetition/);
  f('a^b', /stands where/);
  f('(a*)*', /within repetitions/);
  f('((a|b?)){2}', /within repetitions/);
  f('(abc){100}', /stand for more than 200 characters/);
  f('a*'.repeat(11), /more than 10 repetitions/);
  f('ä', /no data source has/);
  f('a'.repeat(201), /it has 201 characters, at most 200/);
  f('('.repeat(100), /nested too deeply/);
});

test('an expression that takes others exponential time is matched at once', () => {
  const text = `${'(a|aa)*'.repeat(10)}c`;
  assert.equal(isMatch(regexOf(text), 'a'.repeat(200)), false);
});
