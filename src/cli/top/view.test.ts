import assert from 'node:assert/strict';
import { it } from 'node:test';
import { columns } from './columns.ts';
import { initialView, keyHelp, press, type Key, type View } from './view.ts';

const page = 10;
const character = (sequence: string): Key => ({ sequence, name: sequence.toLowerCase() });
const named = (name: string): Key => ({ name, sequence: '\u001B[x' });

function after(view: Partial<View>, ...keys: Key[]): View | null {
  return keys.reduce<View | null>((last, key) => last && press(last, key, page), { ...initialView, ...view });
}

it('press() sorts by the keys of the columns, reverses, scrolls, freezes and quits', () => {
  const f = (key: Key, want: Partial<View> | null, before: Partial<View> = {}): void =>
    assert.deepEqual(after(before, key), want && { ...initialView, ...before, ...want }, JSON.stringify(key));
  for (const [key, sort] of Object.entries({
    c: 'cpu',
    m: 'host',
    M: 'guest',
    d: 'disk',
    n: 'net',
    s: 'steal',
  })) {
    f(character(key), { sort, scroll: 0, reverse: false }, { scroll: 5, reverse: true });
  }
  f(character('a'), { sort: 'name' });
  f(character('S'), { sort: 'state' });
  f(character('A'), { sort: 'age' });
  f(character('r'), { reverse: true });
  f(character('r'), { reverse: false, scroll: 0 }, { reverse: true, scroll: 5 });
  f(character(' '), { isFrozen: true });
  f(character(' '), { isFrozen: false }, { isFrozen: true });
  f(character('?'), { isHelp: true });
  f(character('c'), { isHelp: false }, { isHelp: true, sort: 'name' });
  f(named('down'), { scroll: 1 });
  f(character('j'), { scroll: 1 });
  f(named('up'), { scroll: 0 });
  f(character('k'), { scroll: 2 }, { scroll: 3 });
  f(named('pagedown'), { scroll: 13 }, { scroll: 3 });
  f(named('pageup'), { scroll: 0 }, { scroll: 3 });
  f(named('end'), { scroll: Infinity });
  f(character('G'), { scroll: Infinity });
  f(named('home'), { scroll: 0 }, { scroll: 30 });
  f(character('g'), { scroll: 0 }, { scroll: 30 });
  f(named('f5'), {});
  f(character('x'), {});
  f(character('q'), null);
  f(character('q'), null, { isHelp: true });
  f({ name: 'c', ctrl: true, sequence: '\u0003' }, null);
  f({ name: 'c', ctrl: true, sequence: '\u0003' }, null, { isTyping: true });
});

it('press() types a filter, where letters are letters', () => {
  const slash = character('/');
  const enter: Key = { name: 'return', sequence: '\r' };
  const escape: Key = { name: 'escape', sequence: '\u001B' };
  const backspace: Key = { name: 'backspace', sequence: '\u007F' };
  const f = (keys: Key[], filter: string, isTyping: boolean, applied = filter): void => {
    const view = after({ filter: 'old', applied: 'old', scroll: 3 }, ...keys);
    assert.deepEqual(view, { ...initialView, filter, applied, isTyping, scroll: 0 });
  };
  f([slash], '', true);
  f([slash, character('q'), character('r')], 'qr', true);
  f([slash, character('W'), character('1'), enter], 'W1', false);
  f([slash, character('x'), escape], '', false);
  f([slash, character('a'), character('京'), backspace], 'a', true);
  f([slash, character('a'), character('😀'), backspace], 'a', true);
  f([slash, backspace], '', true);
  f([slash, named('down'), { name: 'u', ctrl: true, sequence: '\u0015' }, character('a')], 'a', true);
  f([slash, ...Array.from({ length: 299 }, () => character('z'))], 'z'.repeat(256), true);
  // What cannot be read changes no row until it can.
  f([slash, ...Array.from('ab cpu>', character)], 'ab cpu>', true, 'ab cpu');
  f([slash, ...Array.from('ab cpu>1%', character)], 'ab cpu>1%', true);
  f([slash, character('a'), enter, escape], '', false);
});

it('keyHelp names every key that sorts', () => {
  const keys = new Set(keyHelp.map(([key]) => key));
  for (const { key } of columns) assert.ok(key === undefined || keys.has(key), `${key}`);
});
