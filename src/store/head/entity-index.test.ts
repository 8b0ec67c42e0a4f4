import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createEntity, type Entity } from '../../model/entity.ts';
import { SeriesTable } from '../../model/series.ts';
import { byName } from './class-index.ts';
import { EntityIndex, type IndexedBatch } from './entity-index.ts';

function vm(id: string, source: string, state: string): Entity {
  return createEntity({ class: 'VM', id, source, name: id, state }, 0);
}

function batchOf(series: SeriesTable): IndexedBatch {
  return { series, time: 0, rowEndMs: 0, complete: [] };
}

function indexOf(...tables: readonly SeriesTable[]): EntityIndex {
  const index = new EntityIndex();
  for (const table of tables) index.update(batchOf(table));
  return index;
}

test('EntityIndex follows which of two sources runs a VM, and keeps its list as long as that stays', () => {
  const tables = [new SeriesTable(), new SeriesTable()] as const;
  const [here, there, other] = [
    vm('a', 'one', 'running'),
    vm('a', 'two', 'shutoff'),
    vm('b', 'one', 'running'),
  ];
  tables[0].add(here);
  tables[0].add(other);
  tables[1].add(there);
  const index = indexOf(...tables);
  const before = index.list('VM');
  assert.deepEqual(before, [here, other]);
  index.update(batchOf(tables[0]));
  assert.equal(index.list('VM'), before);
  [here.state, there.state] = ['shutoff', 'running'];
  index.update(batchOf(tables[1]));
  assert.equal(index.get('VM', 'a'), there);
  assert.deepEqual(index.list('VM'), [there, other]);
  tables[1].remove(there);
  index.update(batchOf(tables[1]));
  assert.deepEqual(index.list('VM'), [here, other]);
  index.remove(tables[0]);
  assert.deepEqual([index.list('VM'), index.get('VM', 'a'), [...index.sources('VM')]], [[], null, []]);
});

test('EntityIndex looks at the table that changed alone, and at none to answer', () => {
  let walks = 0;
  class CountedTable extends SeriesTable {
    override entities(): IterableIterator<Entity> {
      walks++;
      return super.entities();
    }
  }
  const tables = [new CountedTable(), new CountedTable()] as const;
  for (const [i, table] of tables.entries()) table.add(vm('a', String(i), 'running'));
  const index = indexOf(...tables);
  assert.equal(walks, 2);
  for (let i = 0; i < 10; i++) assert.ok(index.get('VM', 'a') && index.list('VM'));
  for (const table of tables) index.update(batchOf(table));
  assert.equal(walks, 2);
  tables[0].add(vm('b', '0', 'running'));
  for (const table of tables) index.update(batchOf(table));
  assert.equal(walks, 3);
});

test('EntityIndex has after any changes what one has that begins with them', () => {
  const step = fc.record({
    source: fc.nat(2),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    what: fc.constantFrom('add', 'remove', 'rename', 'run', 'stop'),
    name: fc.constantFrom('x', 'y', 'z'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const tables = [new SeriesTable(), new SeriesTable(), new SeriesTable()] as const;
      const index = indexOf(...tables);
      for (const { source, id, what, name } of steps) {
        const table = tables[source] as SeriesTable;
        const known = [...table.entities()].find((entity) => entity.id === id);
        if (what === 'add' && !known) table.add(vm(id, String(source), 'shutoff'));
        else if (known && what === 'remove') table.remove(known);
        else if (known && what === 'rename') known.name = name;
        else if (known) known.state = what === 'run' ? 'running' : 'shutoff';
        index.update(batchOf(table));
        const list = index.list('VM');
        assert.deepEqual(list, [...list].sort(byName));
        for (const one of list) assert.equal(index.get('VM', one.id), one);
        const all = tables.flatMap((one) => Array.from(one.entities()));
        assert.deepEqual(new Set(list.map((one) => one.id)), new Set(all.map((one) => one.id)));
        const running = new Set(all.filter(({ state }) => state === 'running').map((one) => one.id));
        for (const one of list) assert.equal(one.state === 'running', running.has(one.id));
        assert.deepEqual(new Set(index.sources('VM')), new Set(list.map((one) => one.source)));
      }
    }),
  );
});
