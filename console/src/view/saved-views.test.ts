import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readViews, viewSearch, viewUri } from './saved-views.ts';

test('readViews() takes what is a view, and nothing else', () => {
  const f = (stored: unknown, want: unknown): void =>
    assert.deepEqual(readViews(typeof stored === 'string' ? stored : JSON.stringify(stored)), want);
  f([{ name: ' busy ', search: 'sort=-cpu.usage&window=2h' }], [{ name: 'busy', search: 'sort=-cpu.usage' }]);
  f('no json', []);
  f({ name: 'a', search: '' }, []);
  f([null, 3, 'a', { name: 1, search: 'a' }, { name: '', search: 'a' }], []);
  f([{ name: 'a', search: `select=${'x'.repeat(3000)}` }], []);
  f([{ name: 'a', search: '' }, { name: 'a', search: 'sort=name' }], [{ name: 'a', search: '' }]); // prettier-ignore
  assert.equal(readViews(JSON.stringify(Array.from({ length: 99 }, (_, i) => ({ name: `${i}`, search: '' })))).length, 40); // prettier-ignore
  assert.equal(readViews(null).length, 0);
});

test('a view has select, sort, columns and group of an address', () => {
  const search = viewSearch('?group=host&select=tag%3Aprod&gone=1&columns=state%2Cos&tz=utc');
  assert.equal(search, 'select=tag%3Aprod&columns=state%2Cos&group=host');
  assert.equal(viewUri({ name: '', search }), `/metrics/VM?${search}`);
  assert.equal(viewUri({ name: '', search: '' }), '/metrics/VM');
});
