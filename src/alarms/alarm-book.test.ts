import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Clock } from '../model/clock.ts';
import { AlarmBook } from './alarm-book.ts';
import { MAX_TRANSITIONS } from './alarm-log/alarm-log.ts';
import type { Transition } from './alarm-log/transition.ts';

const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
const store = { entity: () => null, events: () => [] };

function transition(alarm: string, to: Transition['to']): Omit<Transition, 'sequence'> {
  const key = { rule: 'vm.x', class: 'VM', entity: alarm, instance: '' } as const;
  const values = { value: null, level: null, unit: 'count', origin: '', message: '' } as const;
  return {
    ...key,
    ...values,
    alarm,
    time: 0,
    name: alarm,
    from: 'green',
    to,
    flapping: false,
    inhibitedBy: null,
  };
}

test('the file is bounded, and what is raised outlives its transition', () => {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-alarms-'));
  const path = join(directory, 'alarms.jsonl');
  const book = new AlarmBook(path, store, clock);
  book.append(transition('old', 'red'));
  for (let i = 0; i < 3 * MAX_TRANSITIONS; i++) book.append(transition('new', i % 2 === 0 ? 'red' : 'green'));
  book.flush();
  book.close();
  assert.equal(readFileSync(path, 'utf8').trimEnd().split('\n').length, MAX_TRANSITIONS + 2);
  const again = new AlarmBook(path, store, clock);
  assert.deepEqual([...again.memory.all()].map(({ last }) => `${last.alarm} ${last.sequence}`), ['old 1']); // prettier-ignore
  assert.equal(again.log.last, 3 * MAX_TRANSITIONS + 1);
  const { gap, transitions } = again.log.after(1, 1);
  assert.deepEqual([gap, transitions[0]?.sequence], [2 * MAX_TRANSITIONS, 2 * MAX_TRANSITIONS + 2]);
  const older = again.log.before(2 * MAX_TRANSITIONS + 4, 10);
  assert.deepEqual(older.transitions.map(({ sequence }) => sequence), [2, 3].map((place) => 2 * MAX_TRANSITIONS + place)); // prettier-ignore
  assert.deepEqual([older.hasOlder, again.log.keptSince], [false, 0]);
  again.close();
  rmSync(directory, { recursive: true });
});

test('an acknowledgement that was taken back is not there after a restart, nor in the file once it is made short', () => {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-alarms-'));
  const path = join(directory, 'alarms.jsonl');
  const running: Clock = { ...clock, now: () => 2e12 };
  const book = new AlarmBook(path, store, running);
  const acknowledged = { by: 'local', reason: 'known', time: 2e12, clearedAt: null };
  for (const alarm of ['a', 'b']) book.acknowledge({ ...acknowledged, alarm });
  assert.deepEqual([book.withdraw('a'), book.withdraw('a'), book.withdraw('c')], [true, false, false]);
  book.close();
  const again = new AlarmBook(path, store, running);
  assert.equal(again.acknowledgements.of('a', 2e12), null);
  assert.equal(again.acknowledgements.of('b', 2e12)?.reason, 'known');
  again.tidy();
  assert.deepEqual([...again.acknowledgements.all()].map(({ alarm }) => alarm), ['b']); // prettier-ignore
  again.close();
  rmSync(directory, { recursive: true });
});
