import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { columnNames } from './columns.ts';
import { inventory, makeReading, tableTime } from './fixture.ts';
import { orderRows, type Order } from './rows.ts';

const reading = makeReading(inventory);
const names = (order: Partial<Order>, select = ''): string =>
  orderRows(reading, { sort: 'cpu', reverse: false, ...order }, select)
    .map((row) => reading.table.names[row])
    .join(' ');

it('orderRows() puts what calls for attention first, then the most, texts from a to z, and the unknown last', () => {
  const f = (sort: string, want: string, reversed: string): void => {
    assert.equal(names({ sort }), `hung ${want}`, sort);
    assert.equal(names({ sort, reverse: true }), `hung ${reversed}`, `${sort} reversed`);
  };
  f('cpu', 'web db 東京-1 off', '東京-1 db web off');
  f('vcpus', 'web db off 東京-1', 'web db off 東京-1');
  f('steal', 'web db off 東京-1', 'db web off 東京-1');
  f('name', 'db off web 東京-1', '東京-1 web off db');
  f('state', 'off 東京-1 db web', 'db web 東京-1 off');
  f('guest', 'web db off 東京-1', 'db web off 東京-1');
  f('size', 'web db off 東京-1', 'web db off 東京-1');
  f('host', '東京-1 web db off', 'db web 東京-1 off');
  f('disk', 'web db off 東京-1', 'db web off 東京-1');
  f('net', 'db web off 東京-1', 'web db off 東京-1');
  f('tx', 'web db off 東京-1', 'db web off 東京-1');
  f('age', 'db off web 東京-1', 'db off web 東京-1');
  f('why', '東京-1 db off web', '東京-1 db off web');
});

it('orderRows() has stuck and failed rows first, then busy ones, then those of which nothing is known', () => {
  const condition = (kind: 'stuck' | 'busy' | 'unreachable' | 'failed') =>
    ({ kind, since: tableTime, atLeast: false, age: 0, reason: kind }) as const;
  const mixed = makeReading([
    { name: 'ok', cpu: 9 },
    { name: 'lost', condition: condition('unreachable') },
    { name: 'busy', condition: condition('busy') },
    { name: 'odd', state: 'unknown' },
    { name: 'failed', state: 'paused', condition: condition('failed') },
    { name: 'stuck', condition: condition('stuck'), cpu: 1 },
    { name: 'crashed', state: 'crashed' },
  ]);
  for (const reverse of [false, true]) {
    const rows = orderRows(mixed, { sort: 'cpu', reverse }, '');
    const found = rows.map((row) => mixed.table.names[row]).join(' ');
    assert.equal(found, 'stuck crashed failed busy lost odd ok');
  }
});

it('orderRows() has the rows that a selector asks for; a plain word is of names alone', () => {
  const f = (select: string, want: string): void =>
    assert.equal(names({ sort: 'name' }, select), want, select);
  f('WEB', 'web');
  f('run', '');
  f('is:stuck', 'hung');
  f('is:"not answering"', 'hung');
  f('is:off or is:paused', 'off 東京-1');
  f('00000000-0000-4000-8000-000000000002', 'off');
  f('0000-0000-4000', '');
  f('京', '東京-1');
  f('cores>60% vcpus>=4', 'web');
  f('host:rack1 -memory>1MiB', '');
  f('host:rack1 source:libvirt', 'hung db off web 東京-1');
  f('net>1Gb/s', 'db');
  f('nothing', '');
});

it('orderRows() keeps every row once, whatever the order', () => {
  const vm = fc.record({ name: fc.string(), cpu: fc.double({ noNaN: true }) }, { requiredKeys: ['name'] });
  fc.assert(
    fc.property(fc.array(vm), fc.constantFrom(...columnNames), fc.boolean(), (vms, sort, reverse) => {
      const rows = orderRows(makeReading(vms), { sort, reverse }, '');
      assert.deepEqual(
        rows.toSorted((a, b) => a - b),
        [...vms.keys()],
      );
    }),
  );
});
