import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntityClass } from '../model/classes.ts';
import { createEntity } from '../model/entity.ts';
import { stateFamiliesOf } from './state.ts';

test('a class that is new has an info family', () => {
  const cls = 'SR' as EntityClass;
  const [family, ...more] = stateFamiliesOf(cls);
  assert.deepEqual([family?.kind, family?.name, more], ['info', 'virtscope_sr', []]);
  const entity = createEntity(
    { class: cls, id: 'a', source: 's', name: 'local', state: 'up', labels: { kind: 'nfs' } },
    0,
  );
  assert.deepEqual(family?.sample(entity, null), { labels: [['state', 'up'], ['source', 's'], ['label_kind', 'nfs']], value: 1 }); // prettier-ignore
});
