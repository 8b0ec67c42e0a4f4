import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { migration, running, TestFleet, TestHost } from './test-fleet.ts';

function twoHosts(): { a: TestHost; b: TestHost; all: TestFleet } {
  const [a, b] = [new TestHost('s1', 'A'), new TestHost('s2', 'B')];
  return { a, b, all: new TestFleet([a, b]) };
}

const appeared = 'v seen for the first time';
const there = 'v migrated from A to B';
const back = 'v migrated from B to A';

test('a VM that migrates has one row, one state and one event, whenever its hosts are polled', () => {
  // What is polled after each of the four steps of a migration.
  const polls = ['', 'a', 'b', 'ba'];
  for (let n = 0; n < 2 * polls.length ** 4; n++) {
    const persistent = n % 2 === 0;
    const after = [2, 8, 32, 128].map((base) => polls[Math.floor(n / base) % 4] as string);
    const order = (n >> 3) % 2 === 0 ? 'ab' : 'ba';
    const about = `${after.join()} then ${order}${persistent ? ', persistent' : ''}`;
    const { a, b, all } = twoHosts();
    const poll = (which: string): void => {
      all.nextRow();
      for (const letter of which) {
        all.poll(letter === 'a' ? a : b);
        assert.match(all.shown('v') ?? 'not listed', /^running on/, about);
      }
    };
    const migrate = (from: TestHost, to: TestHost): void => {
      for (const [i, step] of migration('v', from, to, persistent).entries()) {
        step();
        poll(after[i] as string);
      }
      for (let i = 0; i < 3; i++) poll(order);
    };
    a.domains.set('v', running);
    all.round();
    migrate(a, b);
    assert.deepEqual(all.texts(), [appeared, there], about);
    migrate(b, a);
    assert.deepEqual(all.texts(), [appeared, there, back], about);
    assert.equal(all.store.entity('VM', 'v')?.condition, null);
  }
});

test('a VM whose migration is given up stays where it is, and one that ends during it is removed once', () => {
  for (const order of ['ab', 'ba']) {
    const { a, b, all } = twoHosts();
    const hosts = order === 'ab' ? [a, b] : [b, a];
    a.domains.set('v', running);
    all.round();
    const [arrive] = migration('v', a, b);
    arrive?.();
    all.round(...hosts);
    b.domains.delete('v');
    a.domains.set('v', ['running', 'migration-canceled']);
    all.round(...hosts);
    assert.deepEqual([all.shown('v'), all.texts()], ['running on A', [appeared]]);
    arrive?.();
    all.round(...hosts);
    a.domains.delete('v');
    all.round(...hosts);
    b.domains.delete('v');
    for (let i = 0; i < 2; i++) all.round(...hosts);
    assert.deepEqual([all.shown('v'), all.texts()], [undefined, [appeared, 'v was removed']]);
  }
});

test('a VM is removed when all that can be read have listed since, and five minutes later while one cannot', () => {
  const { a, b, all } = twoHosts();
  for (const id of ['v', 'w']) a.domains.set(id, running);
  all.round();
  a.domains.delete('v');
  all.round(a);
  assert.equal(all.shown('v'), 'running on A');
  all.round(b);
  assert.deepEqual([all.shown('v'), all.texts('v').at(-1)], [undefined, 'v was removed']);
  b.isUp = false;
  a.domains.delete('w');
  for (let i = 0; i < 20; i++) all.round();
  assert.equal(all.shown('w'), 'unknown on A');
  assert.match(all.store.entity('VM', 'w')?.condition?.reason ?? '', /does not list it any more/);
  for (let i = 0; i < 60; i++) all.round();
  assert.deepEqual([all.shown('w'), all.texts('w').at(-1)], [undefined, 'w was removed']);
});

test('a VM that migrates to or from a host that cannot be read meanwhile has moved when it can', () => {
  for (const [down, shown] of [
    ['B', 'unknown on A'],
    ['A', 'running on B'],
  ]) {
    const { a, b, all } = twoHosts();
    a.domains.set('v', running);
    all.round();
    const away = down === 'A' ? a : b;
    away.isUp = false;
    for (const step of migration('v', a, b)) {
      step();
      all.round();
    }
    for (let i = 0; i < 10; i++) all.round();
    assert.equal(all.shown('v'), shown);
    away.isUp = true;
    for (let i = 0; i < 2; i++) all.round();
    assert.deepEqual([all.shown('v'), all.texts()], ['running on B', [appeared, there]]);
  }
});

test('a host that goes away right after a VM came back to it keeps it: the list of the other one is older', () => {
  const { a, b, all } = twoHosts();
  a.domains.set('v', running);
  all.round();
  for (const step of migration('v', a, b)) {
    step();
    all.round();
  }
  const steps = migration('v', b, a);
  // The host that it left is not read meanwhile.
  for (const step of steps.slice(0, 3)) {
    step();
    all.nextRow();
    all.poll(a);
  }
  assert.deepEqual([all.shown('v'), all.texts()], ['running on A', [appeared, there, back]]);
  steps[3]?.();
  a.isUp = false;
  all.round();
  assert.deepEqual([all.shown('v'), all.texts()], ['unknown on A', [appeared, there, back]]);
  a.isUp = true;
  all.round();
  assert.deepEqual([all.shown('v'), all.texts()], ['running on A', [appeared, there, back]]);
});

test('a host that is away keeps its VMs, also beside an older definition of one elsewhere', () => {
  const { a, b, all } = twoHosts();
  b.domains.set('v', ['shutoff', 'shutdown']);
  a.domains.set('v', running);
  all.round(b, a);
  assert.deepEqual([all.shown('v'), all.texts()], ['running on A', [appeared]]);
  a.isUp = false;
  for (let i = 0; i < 100; i++) all.round();
  assert.deepEqual([all.shown('v'), all.texts()], ['unknown on A', [appeared]]);
  // Started there after its host was lost.
  b.domains.set('v', running);
  for (let i = 0; i < 10; i++) all.round();
  assert.deepEqual([all.shown('v'), all.texts()], ['running on B', [appeared, there]]);
  assert.equal(all.store.entity('VM', 'v')?.condition, null);
  a.domains.set('v', ['shutoff', 'destroyed']);
  a.isUp = true;
  for (let i = 0; i < 10; i++) all.round();
  assert.deepEqual([all.shown('v'), all.texts()], ['running on B', [appeared, there]]);
});

test('a VM that runs on two hosts is a conflict until it ends on one, with one event each', () => {
  const { a, b, all } = twoHosts();
  a.domains.set('v', running);
  all.round();
  b.domains.set('v', running);
  all.round();
  const since = all.time;
  for (let i = 0; i < 4; i++) all.round();
  assert.equal(all.store.entity('VM', 'v')?.condition, null);
  for (let i = 0; i < 20; i++) all.round(...(i % 2 ? [a, b] : [b, a]));
  const conflict = { kind: 'conflict', since, reason: 'runs on A and on B at once' };
  assert.deepEqual(all.store.entity('VM', 'v')?.condition, conflict);
  assert.deepEqual(
    [all.shown('v'), all.texts()],
    ['running on A', ['v runs on A and on B at once', appeared].reverse()],
  );
  // That one cannot be reached for a while ends nothing.
  b.isUp = false;
  all.round();
  b.isUp = true;
  for (let i = 0; i < 8; i++) all.round();
  assert.deepEqual(all.store.entity('VM', 'v')?.condition, conflict);
  a.domains.set('v', ['shutoff', 'destroyed']);
  for (let i = 0; i < 2; i++) all.round();
  assert.equal(all.store.entity('VM', 'v')?.condition, null);
  const events = [appeared, 'v runs on A and on B at once', there, 'v runs on one host alone again'];
  assert.deepEqual([all.shown('v'), all.texts().sort()], ['running on B', events.sort()]);
});

test('of two sources of one host the richer counts, without an event, a conflict or a change back', () => {
  const [one, two] = [new TestHost('s1', 'A'), new TestHost('s2', 'A')];
  const all = new TestFleet([one, two]);
  for (const host of [one, two]) host.domains.set('v', running);
  const source = (): string | undefined => all.store.entity('VM', 'v')?.source;
  for (let i = 0; i < 10; i++) all.round();
  assert.equal(source(), 's1');
  two.extra = 5;
  for (let i = 0; i < 10; i++) all.round();
  assert.equal(source(), 's2');
  // A device that one has read first is no reason.
  one.extra = 9;
  all.round();
  two.extra = 9;
  for (let i = 0; i < 10; i++) all.round();
  assert.equal(source(), 's2');
  two.isUp = false;
  all.round();
  assert.deepEqual([source(), all.shown('v')], ['s1', 'running on A']);
  two.isUp = true;
  for (let i = 0; i < 10; i++) all.round();
  assert.deepEqual([source(), all.texts()], ['s1', [appeared]]);
});

test('two VMs of one name are two', () => {
  const { a, b, all } = twoHosts();
  a.domains.set('u1', running);
  b.domains.set('u2', running);
  a.names.set('u1', 'cache');
  b.names.set('u2', 'cache');
  for (let i = 0; i < 10; i++) all.round();
  assert.deepEqual([all.shown('u1'), all.shown('u2')], ['running on A', 'running on B']);
  assert.deepEqual(all.texts(), ['cache seen for the first time', 'cache seen for the first time']);
});

test('whatever is polled when, a VM that is on one host of three has one row, is never removed, and moves once for each migration', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ poll: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ migrate: fc.nat(1), persistent: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ down: fc.nat(2), rounds: fc.integer({ min: 1, max: 4 }) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const hosts = ['A', 'B', 'C'].map((id) => new TestHost(`s${id}`, id));
      const all = new TestFleet(hosts);
      hosts[0]?.domains.set('v', running);
      all.round();
      let at = 0;
      let rest: (() => void)[] = [];
      const moves: string[] = [];
      const check = (): void => assert.match(all.shown('v') ?? 'not listed', /^(running|unknown) on/);
      const finish = (): void => {
        while (rest.length > 0) {
          rest.shift()?.();
          all.round();
          check();
        }
        // Until every host was read: two migrations in between would be seen as one.
        all.round();
        all.round();
      };
      for (const one of steps) {
        if ('migrate' in one) {
          finish();
          const to = (at + 1 + one.migrate) % 3;
          rest = migration('v', hosts[at] as TestHost, hosts[to] as TestHost, one.persistent);
          moves.push(`v migrated from ${hosts[at]?.id} to ${hosts[to]?.id}`);
          at = to;
        } else if ('down' in one) {
          const host = hosts[one.down] as TestHost;
          host.isUp = false;
          for (let i = 0; i < one.rounds; i++) {
            rest.shift()?.();
            all.round();
            check();
          }
          host.isUp = true;
        } else {
          rest.shift()?.();
          all.nextRow();
          for (const host of one.poll) {
            all.poll(hosts[host] as TestHost);
            check();
          }
        }
      }
      finish();
      assert.equal(all.shown('v'), `running on ${hosts[at]?.id}`);
      assert.deepEqual(all.texts(), [appeared, ...moves]);
      assert.equal(all.store.entity('VM', 'v')?.condition, null);
    }),
    { numRuns: 100 },
  );
});
