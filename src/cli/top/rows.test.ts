import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { columnNames } from './columns.ts';
import { inventory, makeReading, plainView } from './fixture.ts';
import { orderRows, type Order } from './rows.ts';

const reading = makeReading(inventory);
const names = (order: Partial<Order>): string =>
  orderRows(reading, { ...plainView, ...order })
    .map((row) => reading.table.names[row])
    .join(' ');

it('orderRows() puts the most first, texts from a to z, and the unknown always last', () => {
  const f = (sort: string, want: string, reversed: string): void => {
    assert.equal(names({ sort }), want, sort);
    assert.equal(names({ sort, reverse: true }), reversed, `${sort} reversed`);
  };
  f('cpu', 'web db 東京-1 hung off', '東京-1 db web hung off');
  f('steal', 'web db hung off 東京-1', 'db web hung off 東京-1');
  f('name', 'db hung off web 東京-1', '東京-1 web off hung db');
  f('state', '東京-1 db web off hung', 'hung off db web 東京-1');
  f('guest', 'web db hung off 東京-1', 'db web hung off 東京-1');
  f('host', '東京-1 web db hung off', 'hung db web 東京-1 off');
  f('disk', 'web db hung off 東京-1', 'db web hung off 東京-1');
  f('net', 'db web hung off 東京-1', 'hung web db off 東京-1');
  f('tx', 'web hung db off 東京-1', 'db hung web off 東京-1');
  f('age', 'hung db off web 東京-1', 'db off web 東京-1 hung');
});

it('orderRows() filters by name, state, condition and UUID, whatever the case', () => {
  const f = (filter: string, want: string): void =>
    assert.equal(names({ filter, sort: 'name' }), want, filter);
  f('WEB', 'web');
  f('run', 'db hung web');
  f('stuck', 'hung');
  f('0000-0000-4000-8000-000000000002', 'off');
  f('京', '東京-1');
  f('nothing', '');
});

it('orderRows() keeps every row once, whatever the order', () => {
  const vm = fc.record({ name: fc.string(), cpu: fc.double({ noNaN: true }) }, { requiredKeys: ['name'] });
  fc.assert(
    fc.property(fc.array(vm), fc.constantFrom(...columnNames), fc.boolean(), (vms, sort, reverse) => {
      const rows = orderRows(makeReading(vms), { sort, reverse, filter: '' });
      assert.deepEqual(
        rows.toSorted((a, b) => a - b),
        [...vms.keys()],
      );
    }),
  );
});
