import assert from 'node:assert/strict';
import { it } from 'node:test';
import { printable, printableJson, printableXml } from './printable.ts';

it('printable() shows every character a terminal would obey as U+FFFD', () => {
  const f = (text: string, want: string): void => assert.equal(printable(text), want);
  f('web-1', 'web-1');
  f('Grüße 日本 👩‍👩‍👧', 'Grüße 日本 👩‍👩‍👧');
  f('a\u001B]0;title\u0007b', 'a\uFFFD]0;title\uFFFDb');
  f('a\r\nb\tc\u007F', 'a\uFFFD\uFFFDb\uFFFDc\uFFFD');
  f('\u009B31m', '\uFFFD31m');
  f('gpj\u202Eexe', 'gpj\uFFFDexe');
  f('a\u2028b', 'a\uFFFDb');
  f('\uD800x', '\uFFFDx');
});

it('printableJson() escapes them, so that the JSON still means the same', () => {
  const value = { name: 'a\u001B[2J\u009B\u202E\u2028\u007F\uD800é\n' };
  const text = printableJson(JSON.stringify(value, null, 1));
  assert.deepEqual(JSON.parse(text), value);
  assert.match(text, /^[\n -~é]*$/);
});

it('printableXml() makes references of them', () => {
  assert.equal(printableXml("<a b='x\u009B\u202E'/>\n"), "<a b='x&#x9b;&#x202e;'/>\n");
});
