import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { attributes, escapeXml, isXmlName } from './xml.ts';

function parse(xml: string): { text: string; attribute: string } {
  const seen = { text: '', attribute: '' };
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', (text) => (seen.text += text));
  parser.on('opentag', (tag) => (seen.attribute = tag.attributes['a'] ?? ''));
  parser.write(xml).close();
  return seen;
}

test('escapeXml gives any text back through a parser, but for what XML cannot say', () => {
  const f = (text: string, want = text): void => {
    const got = parse(`<x${attributes({ a: text })}>${escapeXml(text)}</x>`);
    assert.deepEqual(got, { text: want, attribute: want });
  };
  f(`<script>"quoted" & 'so'</script>`);
  f(']]>');
  f('<!-- --> <?xml ?> <![CDATA[');
  f('line\nnext\r\n\ttab');
  f('🦄 ünï');
  f('\u0000\u0001\u001F', '\uFFFD\uFFFD\uFFFD');
  f('\uD800 alone \uDC00', '\uFFFD alone \uFFFD');
  f('\uFFFE\uFFFF', '\uFFFD\uFFFD');
  f('\u0085\u2028');
  const runs = { numRuns: 50 };
  const unit = fc.constantFrom(...Array.from('<>&"\'[]?!-\n\r\t a\u00E9\u0085\u2028\uFFFD\u{1F984}'));
  fc.assert(
    fc.property(fc.string({ unit }), (text) => f(text)),
    runs,
  );
  const any = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(any, (text) => void parse(`<x>${escapeXml(text)}</x>`)),
    runs,
  );
});

test('isXmlName accepts what every parser accepts', () => {
  const f = (text: string, want: boolean): void => assert.equal(isXmlName(text), want, text);
  f('last-update', true);
  f('swap_in', true);
  f('_', true);
  f('0', false);
  f('', false);
  f('a b', false);
  f('a>b', false);
  f('a:b', false);
  f('xmlThing', false);
  f('-a', false);
});
