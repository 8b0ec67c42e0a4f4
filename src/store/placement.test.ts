import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore } from './mod.ts';
import { migration, running, TestFleet, TestHost } from './test-fleet.ts';

function fleet(...hosts: readonly TestHost[]): TestFleet {
  return new TestFleet(hosts, (clock) => createMemoryStore({ clock }));
}

function twoHosts(): { a: TestHost; b: TestHost; all: TestFleet } {
  const [a, b] = [new TestHost('s1', 'A'), new TestHost('s2', 'B')];
  return { a, b, all: fleet(a, b) };
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
