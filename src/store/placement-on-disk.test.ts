import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Entity } from '../model/entity.ts';
import { Life } from './test-life.ts';
import { migration, running, TestFleet, TestHost } from './test-fleet.ts';

/** Two hosts whose history is kept over restarts. */
async function onDisk(
  use: (fleet: TestFleet, restart: (configured?: string[]) => Promise<void>) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-placement-'));
  const fleet = new TestFleet([new TestHost('s1', 'A'), new TestHost('s2', 'B')]);
  const open = async (isConfigured: (source: string) => boolean = () => true): Promise<void> => {
    fleet.store = await Life.open(directory, fleet.clock, { isConfigured });
  };
  await open();
  try {
    await use(fleet, async (configured) => {
      await fleet.store.close();
      for (const host of fleet.hosts) host.forget();
      await open((source) => configured?.includes(source) ?? true);
    });
  } finally {
    await fleet.store.close();
    await rm(directory, { recursive: true });
  }
}

const appeared = 'v seen for the first time';
const there = 'v migrated from A to B';

test('a VM that migrates while virtscope is down, or restarts during it, has moved once', async () => {
  for (const persistent of [false, true]) {
    for (const order of [0, 1]) {
      for (let restartAt = 0; restartAt < 5; restartAt++) {
        await onDisk(async (fleet, restart) => {
          const [a, b] = fleet.hosts as [TestHost, TestHost];
          const hosts = order ? [b, a] : [a, b];
          const about = `${persistent} ${order} ${restartAt}`;
          a.domains.set('v', running);
          for (let i = 0; i < 3; i++) fleet.round();
          for (const [i, step] of [...migration('v', a, b, persistent), () => {}].entries()) {
            if (i === restartAt) await restart();
            else for (const host of hosts) fleet.round(host);
            assert.ok(fleet.shown('v') !== undefined, about);
            step();
          }
          for (let i = 0; i < 3; i++) fleet.round(...hosts);
          assert.deepEqual([fleet.shown('v'), fleet.texts()], ['running on B', [appeared, there]], about);
        });
      }
    }
  }
});

test('what was known before a restart is listed as unknown until its source answers, and the newest row is its age', async () => {
  await onDisk(async (fleet, restart) => {
    const [a, b] = fleet.hosts as [TestHost, TestHost];
    a.domains.set('v', running);
    b.domains.set('v', ['shutoff', 'shutdown']);
    for (let i = 0; i < 5; i++) fleet.round();
    const end = fleet.time;
    a.isUp = false;
    await restart();
    assert.equal(fleet.shown('v'), 'unknown on A');
    const { since = 0 } = fleet.store.entity('VM', 'v')?.condition ?? {};
    assert.ok(since > end - 15_000 && since <= end, `${end - since}`);
    assert.deepEqual(fleet.store.entities('host').map(({ id, condition }) => `${id} ${condition?.kind}`), ['A unreachable', 'B unreachable']); // prettier-ignore
    for (let i = 0; i < 100; i++) fleet.round();
    assert.deepEqual([fleet.shown('v'), fleet.texts()], ['unknown on A', [appeared]]);
    a.isUp = true;
    for (let i = 0; i < 3; i++) fleet.round();
    assert.deepEqual([fleet.shown('v'), fleet.texts()], ['running on A', [appeared]]);
  });
});

test('what a removed source alone reported is removed with it, at once and after a restart', async () => {
  for (const isRestart of [false, true]) {
    await onDisk(async (fleet, restart) => {
      const [a, b] = fleet.hosts as [TestHost, TestHost];
      a.domains.set('v', running);
      for (const host of [a, b]) host.domains.set('shared', running);
      b.domains.set('own', running);
      for (let i = 0; i < 3; i++) fleet.round();
      if (isRestart) await restart(['s2']);
      else await fleet.store.removeSource('s1');
      for (let i = 0; i < 3; i++) fleet.round(b);
      assert.equal(fleet.shown('v'), undefined);
      assert.deepEqual(fleet.store.past('VM').map(({ id, state }) => `${id} ${state}`), ['v gone']); // prettier-ignore
      assert.deepEqual(fleet.store.past('host').map(({ id }) => id), ['A']); // prettier-ignore
      assert.deepEqual(fleet.texts('v'), [appeared, 'v was removed with its source']);
      assert.ok(!fleet.texts('shared').some((text) => text.includes('removed')));
      assert.deepEqual([fleet.shown('shared'), fleet.shown('own')], ['running on B', 'running on B']);
      const gone = fleet.store.entity('VM', 'v') as Entity;
      const query = { entities: [gone], metrics: ['cpu.usage'], start: 0, end: fleet.time };
      const { columns } = await fleet.store.history(query);
      assert.ok(columns[0]?.values.includes(0));
    });
  }
});

test('a VM that migrates there and back has one history: rows are of one of its hosts, with short gaps', async () => {
  for (const persistent of [false, true]) {
    await onDisk(async (fleet) => {
      const [a, b] = fleet.hosts as [TestHost, TestHost];
      for (const host of [a, b]) host.extra = 1;
      a.domains.set('v', running);
      for (let i = 0; i < 4; i++) fleet.round();
      const start = fleet.time;
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        for (const step of migration('v', from, to, persistent)) {
          step();
          fleet.round();
        }
        for (let i = 0; i < 4; i++) fleet.round();
      }
      const vm = fleet.store.entity('VM', 'v') as Entity;
      const metrics = ['cpu.usage', 'cpu.0.usage'];
      const { columns } = await fleet.store.history({ entities: [vm], metrics, start, end: fleet.time });
      const [values = [], others = []] = columns.map((column) => Array.from(column.values));
      assert.deepEqual(values, others);
      const text = values.map((value) => (Number.isNaN(value) ? '-' : value)).join('');
      assert.match(text, /^0+-{0,2}1{4,}-{0,2}0{4,}$/);
    });
  }
});
