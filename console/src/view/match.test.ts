import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matcher } from './match.ts';

test('matcher() takes the most literal pattern, in whatever order the rows stand', () => {
  const rows = ['/*', '/', '/m/:class/:id/:metric/*', '/m/VM/:id', '/m/VM/top', '/m/VM/:id/history/*'];
  const pages = rows.map((pattern) => ({ patterns: [pattern] }));
  const f = (path: string, pattern: string, want: object): void => {
    for (const list of [pages, pages.toReversed()]) {
      const found = matcher(list)(path);
      assert.equal(found?.row.patterns[0], pattern, path);
      assert.deepEqual(found.params, { path, class: '', id: '', metric: '', ...want }, path);
    }
  };
  f('/', '/', {});
  f('/m/VM/top', '/m/VM/top', {});
  f('/m/VM/top/', '/m/VM/top', {});
  f('/m/VM/a%20b', '/m/VM/:id', { id: 'a b' });
  f('/m/VM/a/history/c9', '/m/VM/:id/history/*', { id: 'a' });
  f('/m/VM/a/cpu', '/m/:class/:id/:metric/*', { class: 'VM', id: 'a', metric: 'cpu' });
  f('/m/VM/a/cpu/history', '/m/:class/:id/:metric/*', { class: 'VM', id: 'a', metric: 'cpu' });
  f('/m/host', '/*', {});
  assert.equal(matcher(pages.slice(1))('/nothing'), null);
});
