import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity, type Entity } from '../../model/entity.ts';
import { SeriesTable } from '../../model/series.ts';
import { EntityIndex } from './entity-index.ts';

function vm(id: string, source: string, state: string): Entity {
  return createEntity({ class: 'VM', id, source, name: id, state }, 0);
}

test('EntityIndex follows which of two sources runs a VM, and keeps its list as long as that stays', () => {
  const tables = [new SeriesTable(), new SeriesTable()];
  const index = new EntityIndex(() => tables);
  const [here, there, other] = [
    vm('a', 'one', 'running'),
    vm('a', 'two', 'shutoff'),
    vm('b', 'one', 'running'),
  ];
  tables[0]?.enter(here);
  tables[0]?.enter(other);
  tables[1]?.enter(there);
  const before = index.list('VM');
  assert.deepEqual(before, [here, other]);
  assert.equal(index.list('VM'), before);
  [here.state, there.state] = ['shutoff', 'running'];
  assert.equal(index.get('VM', 'a'), there);
  assert.deepEqual(index.list('VM'), [there, other]);
  tables[1]?.retire(there);
  assert.deepEqual(index.list('VM'), [here, other]);
});

test('EntityIndex does not go through all entities again for each question when two sources know one', () => {
  let walks = 0;
  class Counted extends SeriesTable {
    override entities(): IterableIterator<Entity> {
      walks++;
      return super.entities();
    }
  }
  const tables = [new Counted(), new Counted()];
  for (const [i, table] of tables.entries()) table.enter(vm('a', String(i), 'running'));
  const index = new EntityIndex(() => tables);
  for (let i = 0; i < 10; i++) index.get('VM', 'a');
  assert.equal(walks, tables.length);
});
