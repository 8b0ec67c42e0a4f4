import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexAt, valuePlace, withField } from './field-line.ts';

test('withField() replaces the value of a field, or adds a line', () => {
  const f = (text: string, field: string, want: string): void =>
    assert.equal(withField(text, field, 'X'), want);
  f('', 'amber', 'amber: X\n');
  f('red: 1', 'amber', 'red: 1\namber: X\n');
  f('amber: 5%\nred: 6%', 'amber', 'amber: X\nred: 6%');
  f('amberClear: 5%\namber:5%', 'amber', 'amberClear: 5%\namber:X');
  f('all.1.amber: 5%', 'all.1.amber', 'all.1.amber: X');
  f('all.11amber: 5%', 'all.1.amber', 'all.11amber: 5%\nall.1.amber: X\n');
  f('{\n  "amber": "5%",\n  "red": 1\n}', 'amber', '{\n  "amber": X,\n  "red": 1\n}');
  f('{"red": 1}', 'amber', '{\n  "amber": X,"red": 1}');
});

test('valuePlace() is where the value stands', () => {
  const text = 'for: 5m\namber:  85% ';
  const { start, end } = valuePlace(text, 'amber') ?? { start: 0, end: 0 };
  assert.equal(text.slice(start, end), '85%');
  assert.equal(valuePlace(text, 'red'), null);
});

test('indexAt() is the index of a line and a column, within the text', () => {
  assert.equal(indexAt('ab\ncd', 2, 2), 4);
  assert.equal(indexAt('ab\ncd', 1, 1), 0);
  assert.equal(indexAt('ab', 9, 9), 2);
});
