import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ignoredParameters } from './parameters.ts';

test('ignoredParameters() finds what a page does nothing with', () => {
  const f = (own: string[], search: string, want: string[]): void =>
    assert.deepEqual(ignoredParameters(own, search).map(({ name }) => name), want, search); // prettier-ignore
  f([], '?window=2h&table=cpu.memory&cpus=each&hide=a', []);
  f([], '?windw=2h', ['windw']);
  f([], '?window=3h', ['window']);
  f([], '?window=2h&window=3h&foo=1&foo=2', ['window', 'foo']);
  f([], '?from=1800000000&to=1800000060.5', []);
  f([], '?from=yesterday&to=-5', ['from', 'to']);
  f([], '?cpus=all', ['cpus']);
  f(['q', 'sort', 'gone'], '?q=web&sort=-cpu&gone=1&window=10m', []);
  f(['q', 'sort', 'gone'], '?columns=cpu.usage&start=-600', ['columns', 'start']);
  f(['metric', 'host'], '?metric=cpu.cores&host=f00d&limit=5', ['limit']);
  f(['ids', 'metrics', 'layout'], '?ids=a,b&metrics=cpu.usage&layout=apart', []);
  f(['ids', 'metrics', 'layout'], '?layout=tiled', ['layout']);
});
