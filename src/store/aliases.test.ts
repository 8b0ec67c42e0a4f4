import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntity, onHost, type Entity } from '../model/entity.ts';
import { Life, vm } from './test-life.ts';

const former = '0123456789abcdef0123456789abcdef';
const id = '6d6f7264-0000-4000-8000-0000000000f0';

function host(own: Pick<Entity, 'id'> & Partial<Entity>): Entity {
  return createEntity({ class: 'host', source: 's', name: 'kvm1', state: 'up', ...own }, 0);
}

test('an entity with a new id continues the history, the events and the VMs of its earlier id', async () => {
  await using life = await Life.begin();
  const before = host({ id: former });
  const guest = vm('a');
  guest.parent = onHost(former);
  for (let i = 1; i <= 3; i++) life.poll([[before, i], [guest, i]]); // prettier-ignore
  const firstSeen = life.store.firstSeen(before);
  for (let start = 1; start <= 2; start++) {
    const after = host({ id, aliases: [former] });
    await life.restart({ renamed: [after] });
    const again = vm('a');
    again.parent = onHost(id);
    // The VM comes first: its source may be the faster one.
    life.poll([[again, 3 + start], [after, 3 + start]]); // prettier-ignore
    const { columns } = await life.column(after, 100_000);
    const values = [...(columns[0]?.values ?? [])].filter((value) => !Number.isNaN(value));
    assert.deepEqual(values, [1, 2, 3, 4, 5].slice(0, 3 + start));
    for (const each of [id, former]) assert.equal(life.store.entity('host', each)?.id, id);
    assert.equal(life.store.firstSeen(after), firstSeen);
    assert.deepEqual(life.store.past('host'), []);
    const all = { start: 0, end: Infinity };
    const kinds = (of: object): string[] =>
      life.store.events({ ...all, ...of }).flatMap(({ kind }) => (kind.startsWith('virtscope') ? [] : kind));
    assert.deepEqual(kinds({ class: 'host', id }), ['appeared']);
    assert.deepEqual(kinds({ class: 'VM' }), ['appeared'], 'it has not migrated');
  }
});
