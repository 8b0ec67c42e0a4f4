import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../../../src/api/wire/table.ts';
import { kindsOf } from './kinds.ts';

const names = ['web-1', 'web-2', 'db-1', 'mail'];
const table: Table = {
  time: 0,
  step: 5,
  ids: names.map((name) => `id-${name}`),
  names,
  states: names.map(() => 'running'),
  stateReasons: names.map(() => null),
  hosts: ['h1', 'h2', 'h1', null],
  sources: names.map(() => 'libvirt'),
  conditions: names.map(() => null),
  facts: { tags: [['prod', 'web'], ['prod'], ['prod'], null], flavor: ['small', null, 'small', ''] },
  columns: {},
  reasons: {},
};

test('kindsOf() has the sets that share what all the compared have, those compared first', () => {
  const f = (compared: string[], want: Record<string, string>): void => {
    const ids = compared.map((name) => `id-${name}`);
    const kinds = kindsOf(table, ids, [3, 2, 1, 0], (id) => id.toUpperCase());
    assert.deepEqual(
      Object.fromEntries(kinds.map((kind) => [kind.label, kind.ids.join(' ').replaceAll('id-', '')])),
      want,
    );
  };
  f([], {});
  f(['mail'], {});
  f(['web-1'], {
    'on H1': 'web-1 db-1',
    'tagged prod': 'web-1 db-1 web-2',
    'of flavor small': 'web-1 db-1',
    'named web-…': 'web-1 web-2',
  });
  f(['web-2', 'web-1'], { 'tagged prod': 'web-2 web-1 db-1' });
  f(['web-1', 'nobody'], {
    'on H1': 'web-1 nobody db-1',
    'tagged prod': 'web-1 nobody db-1 web-2',
    'of flavor small': 'web-1 nobody db-1',
    'named web-…': 'web-1 nobody web-2',
  });
});
