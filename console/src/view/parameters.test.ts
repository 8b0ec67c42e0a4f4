import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ignoredParameters } from './parameters.ts';
import type { Route } from './router.ts';

test('ignoredParameters() finds what a page does nothing with', () => {
  const f = (page: Route['page'], search: string, want: string[]): void =>
    assert.deepEqual(ignoredParameters(page, search).map(({ name }) => name), want, `${page} ${search}`); // prettier-ignore
  f('machine', '?window=2h&table=cpu.memory&cpus=each&hide=a', []);
  f('machine', '?windw=2h', ['windw']);
  f('machine', '?window=3h', ['window']);
  f('machine', '?window=2h&window=3h&foo=1&foo=2', ['window', 'foo']);
  f('machine', '?from=1800000000&to=1800000060.5', []);
  f('machine', '?from=yesterday&to=-5', ['from', 'to']);
  f('machine', '?cpus=all', ['cpus']);
  f('machines', '?q=web&sort=-cpu&gone=1&window=10m', []);
  f('machines', '?columns=cpu.usage&start=-600', ['columns', 'start']);
  f('top', '?metric=cpu.cores&host=f00d&limit=5', ['limit']);
  f('compare', '?ids=a,b&metrics=cpu.usage&layout=apart', []);
  f('compare', '?layout=tiled', ['layout']);
  f('resource', '?anything=goes', []);
});
