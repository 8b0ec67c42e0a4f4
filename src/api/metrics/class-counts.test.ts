import assert from 'node:assert/strict';
import { it } from 'node:test';
import { entityClasses } from '../../model/classes.ts';
import { createEntity } from '../../model/entity.ts';
import { JoinedFeed } from '../live/joined-feed.ts';
import type { Classes, NewestTime } from '../wire/metrics.ts';
import { ClassCounts } from './class-counts.ts';

const lights = { of: () => null, evaluations: 0 };

it('ClassCounts walks the entities once after an append, however many readers there are', async () => {
  let walks = 0;
  const live = { appends: 1 };
  const store = { entities: () => (walks++, []), batchTime: () => null };
  const classCounts = new ClassCounts({ store, live, lights, stepMs: 5000 });
  const feeds = Array.from(
    { length: 20 },
    () => new JoinedFeed(classCounts.countsFeed(), classCounts.timeFeed()),
  );
  for (const feed of feeds) await feed.fresh();
  assert.equal(walks, entityClasses.length);
  live.appends++;
  for (const feed of feeds) assert.deepEqual(await feed.next(), []);
  assert.equal(walks, 2 * entityClasses.length);
});

it('ClassCounts counts anew when alarms were evaluated after the append', () => {
  const vm = createEntity({ class: 'VM', id: 'v', source: 'a', name: 'v', state: 'running' }, 0);
  const store = { entities: (cls: string) => (cls === 'VM' ? [vm] : []), batchTime: () => 0 };
  let light: 'green' | 'red' = 'green';
  const own = { of: () => light, evaluations: 1 };
  const counts = new ClassCounts({ store, live: { appends: 1 }, lights: own, stepMs: 5000 });
  const alarmsOfVms = (): unknown => (JSON.parse(counts.json) as Classes)['VM']?.alarms;
  assert.deepEqual(alarmsOfVms(), { red: 0, amber: 0, green: 1, unknown: 0 });
  light = 'red';
  own.evaluations++;
  assert.deepEqual(alarmsOfVms(), { red: 1, amber: 0, green: 0, unknown: 0 });
});

it('ClassCounts gives the newest time of the class whose values are the oldest', () => {
  const entity = (cls: 'host' | 'VM', source: string) =>
    createEntity({ class: cls, id: source, source, name: source, state: 'up' }, 0);
  const entities = {
    host: [entity('host', 'proc')],
    VM: [entity('VM', 'a'), entity('VM', 'b')],
    service: [],
    source: [],
  };
  const times = new Map([
    ['proc', 30_000],
    ['a', 10_000],
    ['b', 20_000],
  ]);
  const store = {
    entities: (cls: keyof typeof entities) => entities[cls],
    batchTime: (source: string) => times.get(source) ?? null,
  };
  const counts = new ClassCounts({ store, live: { appends: 1 }, lights, stepMs: 5000 });
  const newest: NewestTime = { time: 20, step: 5 };
  assert.deepEqual(JSON.parse(counts.time), newest);
  assert.equal((JSON.parse(counts.json) as Classes)['VM']?.lights.ok, 2);
});
