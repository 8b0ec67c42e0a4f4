import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEntity, type Entity } from './entity.ts';
import { SeriesTable } from './series.ts';

const vm = (name: string): Entity =>
  createEntity({ class: 'VM', id: name, source: 'libvirt', name, state: 'running' }, 0);

describe('SeriesTable', () => {
  it('gives a series one slot for as long as it is there', () => {
    const table = new SeriesTable();
    const a = vm('a');
    const slot = table.slot(a, 'cpu.usage');
    assert.equal(table.slot(a, 'cpu.usage'), slot);
    assert.notEqual(table.slot(vm('b'), 'cpu.usage'), slot);
    assert.deepEqual([table.entityAt(slot), table.metricAt(slot)], [a, 'cpu.usage']);
  });

  it('rests the slots of a retired entity until no row can hold its values', () => {
    const table = new SeriesTable(2);
    const a = vm('a');
    const slot = table.slot(a, 'cpu.usage');
    table.remove(a);
    assert.deepEqual([table.has(a), table.entityAt(slot)], [false, null]);
    for (let tick = 0; tick < 2; tick++) {
      table.tick();
      assert.notEqual(table.slot(vm(`early ${tick}`), 'cpu.usage'), slot);
    }
    table.tick();
    assert.equal(table.slot(vm('late'), 'cpu.usage'), slot);
  });

  it('drops one series and keeps the others of its entity', () => {
    const table = new SeriesTable();
    const a = vm('a');
    const gone = table.slot(a, 'disk.vdb.read.bytes');
    table.slot(a, 'cpu.usage');
    table.drop(gone);
    assert.deepEqual([...table.metrics(a).keys()], ['cpu.usage']);
    assert.equal(table.find(a, 'disk.vdb.read.bytes'), undefined);
    assert.notEqual(table.slot(a, 'disk.vdb.read.bytes'), gone);
  });

  it('shows by its version that what was derived from it is stale', () => {
    const table = new SeriesTable();
    const a = vm('a');
    const versions = [table.version];
    for (const change of [
      (): void => table.add(a),
      (): void => void table.slot(a, 'cpu.usage'),
      (): void => table.remove(a),
    ]) {
      change();
      versions.push(table.version);
    }
    assert.equal(new Set(versions).size, 4);
    table.slot(a, 'cpu.usage');
    const { version } = table;
    table.slot(a, 'cpu.usage');
    assert.equal(table.version, version);
  });
});
