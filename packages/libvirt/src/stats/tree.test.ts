import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ParamValue, TypedParam } from '../codec/typed-param.ts';
import { STATS_SCHEMA } from './schema.ts';
import { tree, type StatsNode } from './tree.ts';

const params = (fields: Record<string, number>): { params: TypedParam[] } => ({
  params: Object.entries(fields).map(([field, value]) => ({ field, type: 2, value })),
});

describe('tree', () => {
  it('nests by dots and keeps holes between indexes', () => {
    assert.deepEqual(
      tree(params({ 'vcpu.current': 2, 'vcpu.0.time': 1, 'vcpu.2.time': 3, 'net.0.rx.bytes': 4 })),
      {
        vcpu: {
          current: 2,
          items: [
            { index: 0, time: 1 },
            { index: 2, time: 3 },
          ],
        },
        net: { items: [{ index: 0, rx: { bytes: 4 } }] },
      },
    );
  });

  it('keeps a field called id beside the index', () => {
    assert.deepEqual(tree(params({ 'cpu.cache.monitor.0.bank.1.id': 5 })), {
      cpu: { cache: { monitor: { items: [{ index: 0, bank: { items: [{ index: 1, id: 5 }] } }] } } },
    });
  });

  it('keeps unknown names whole under raw', () => {
    assert.deepEqual(tree(params({ 'state.state': 1, 'new.0.thing': 2, 'vcpu.0.time.sum': 3 })), {
      state: { state: 1 },
      raw: { 'new.0.thing': 2 },
      vcpu: { items: [{ index: 0, time: { sum: 3 } }] },
    });
  });

  it('keeps what collides with a known name under raw', () => {
    assert.deepEqual(tree(params({ 'vcpu.0.time': 1, 'vcpu.0.time.sum': 2 })), {
      vcpu: { items: [{ index: 0, time: 1 }] },
      raw: { 'vcpu.0.time.sum': 2 },
    });
  });

  it('cannot be made to touch prototypes', () => {
    const made = tree(params({ ['__proto__.polluted']: 1, 'vm.__proto__.sum': 2, 'vm.items.sum': 3 }));
    assert.equal(Object.getPrototypeOf(made), Object.prototype);
    assert.deepEqual(Object.keys(made['raw'] as object).sort(), [
      '__proto__.polluted',
      'vm.__proto__.sum',
      'vm.items.sum',
    ]);
  });

  it('loses no field of a record', () => {
    const pattern = fc.constantFrom(...STATS_SCHEMA.map((schema) => schema.pattern), 'odd.#.name', 'odd');
    const name = fc
      .tuple(pattern, fc.nat({ max: 20 }), fc.constantFrom('exits', 'items', 'index', 'time'))
      .map(([text, index, word]) => text.replaceAll('#', String(index)).replace('*', word));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 60 }), (names) => {
        const record = { params: names.map((field, value): TypedParam => ({ field, type: 2, value })) };
        const { raw = {}, ...known } = tree(record);
        const flat = [...flatten(known, ''), ...Object.entries(raw as Record<string, ParamValue>)];
        assert.equal(flat.length, names.length);
        assert.deepEqual(new Map(flat), new Map(record.params.map(({ field, value }) => [field, value])));
      }),
    );
  });
});

function flatten(node: StatsNode, prefix: string): [string, ParamValue][] {
  if (typeof node !== 'object') return [[prefix, node]];
  if (Array.isArray(node)) {
    return node.flatMap(({ index, ...rest }) =>
      flatten(rest as StatsNode, prefix.replace('items', String(index))),
    );
  }
  return Object.entries(node).flatMap(([name, child]) =>
    flatten(child as StatsNode, prefix ? `${prefix}.${name}` : name),
  );
}
