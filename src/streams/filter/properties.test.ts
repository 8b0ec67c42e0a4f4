import { Environment } from '@marcbachmann/cel-js';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../model/error.ts';
import { compileFilter } from './filter.ts';
import { call, callFields } from './fixture.ts';
import { readWords } from './words.ts';

/** Pieces of which filters are written, well or badly. */
const pieces = [
  `service bytes latency failed payload payload.vm x true null 5 0.5 'a' " == != < >= && || ! - + / % ? :`,
  String.raw`( ) [ ] { } , . .re( .contains( re( has( known( size( in '(a|b)*' 'a{9}{9}' // \ 1u b'x'`,
  '.all(x, .map( .matches( __proto__ .constructor cel.bind(',
].flatMap((line) => line.split(' '));
const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 5 }));
const operand = fc.constantFrom(
  ...'service bytes latency failed payload payload.vm payload["size"] 5 0.5 0 null [1,2]'.split(' '),
  ...`known(peer) size(method) re(method,'a|b') payload.vm.contains('a') method.substring(3) double(service)`.split(
    ' ',
  ),
);
const { expression } = fc.letrec<{ readonly expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small' },
    operand,
    tie('expression').map((inner) => `!(${inner})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('==', '!=', '<', '>=', 'in', '+', '/', '%', '&&', '||'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
  ),
}));
const texts = fc.oneof(
  expression,
  fc.array(piece, { maxLength: 25 }).map((some) => some.join(' ')),
  fc.array(piece, { maxLength: 25 }).map((some) => some.join('')),
  fc.string({ unit: 'binary', maxLength: 3000 }),
);
/** Records that are not as their fields say. */
const records = fc.oneof(
  fc.constant(call),
  fc.dictionary(
    fc.constantFrom(...Object.keys(callFields)),
    fc.anything({ withBigInt: true, withDate: true }),
  ),
);

test('any text is a filter that answers, or is refused with a place in it', () => {
  let answered = 0;
  const check = (text: string, record: Record<string, unknown>): void => {
    let filter;
    try {
      filter = compileFilter(text, callFields);
    } catch (error) {
      assert.ok(error instanceof InputError, String(error));
      const { position, length } = error.extensions as { readonly position: number; readonly length: number };
      assert.ok(position >= 0 && length >= 0 && position + length <= text.length, `${position} ${length}`);
      return;
    }
    assert.equal(typeof filter.matches(record), 'boolean');
    answered++;
  };
  fc.assert(fc.property(texts, records, check), { numRuns: 3000 });
  assert.ok(answered > 100, `${answered} texts were filters`);
});

test('what is read as words is no filter in CEL', () => {
  const cel = new Environment();
  const { bytes: _, ...fields } = callFields;
  for (const [name, { type }] of Object.entries(fields)) cel.registerVariable(name, type);
  const word = fc.oneof(
    fc.constantFrom(...`failed bytes true in 'a' "a b" failed.x failed//x a:b - a-b 5`.split(' ')),
    fc.stringMatching(/^[a-z0-9_.:/@-]{1,8}$/),
  );
  let read = 0;
  const check = (words: readonly string[]): void => {
    const text = words.join(' ');
    if (readWords(text, callFields) === null) return;
    read++;
    const { valid, type } = cel.check(text);
    assert.ok(!valid || (type !== 'bool' && type !== 'dyn'), `${text}: ${type}`);
  };
  fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), check), { numRuns: 2000 });
  assert.ok(read > 100, `${read} texts were words`);
});
