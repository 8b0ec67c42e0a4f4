import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTestApi, startTime, stillClock, type TestApi } from '../../api/fixture.ts';
import type { Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import { Reason } from '../../model/reason.ts';
import { createMemoryStore } from '../../store/mod.ts';
import { testAlarms } from '../fixture.ts';
import { bookOf } from '../test-rules.ts';
import { dryRun, type DryRun } from './dry-run.ts';
import { ruleOfRequest } from './rule-of-request.ts';

const rules = `
rules:
  vm.cpu: {class: VM, metric: cpu.usage, amber: 70%, amberClear: 60%, red: 90%, for: 10s, redFor: 5s, keep: 10s}
  vm.disk: {class: VM, metric: disk.#.write.bytes, mean: 20s, amber: 5kB/s, keep: 0s, unknown: ignore}
  vm.state: {class: VM, when: "is:stuck", red: true}
`;

async function makeLife(): Promise<TestApi & { run(id: string): Promise<DryRun> }> {
  const clock = stillClock();
  const store = createMemoryStore({ rows: 1000, stepMs: 5000, clock });
  const alarms = testAlarms(rules, store, clock);
  const api = await makeTestApi({ store, alarms }, clock);
  const run = (id: string): Promise<DryRun> =>
    dryRun({
      book: ruleOfRequest(alarms.rules, id, ''),
      entities: store.entities('VM'),
      store,
      history: store,
      clock,
      start: startTime,
      end: clock.now(),
      signal: new AbortController().signal,
    });
  return Object.assign(api, { alarms, run });
}

/** A sequence of numbers from 0 to 1, the same each time. */
function* randoms(seed: number): Generator<number, never> {
  for (let x = seed; ;) yield (x = (x * 16_807) % 2_147_483_647) / 2_147_483_647;
}

test('a dry run has the spans that the alarms of the same batches had', async () => {
  await using api = await makeLife();
  const random = randoms(7);
  const vms = ['a', 'b', 'c'].map((name) => api.enter('VM', name));
  for (let i = 0; i < 400; i++) {
    const known: [Entity, Record<string, number>][] = [];
    const unknown: [Entity, Record<string, number>][] = [];
    for (const vm of vms) {
      const values = { 'cpu.usage': random.next().value ** 0.3, 'disk.vda.write.bytes': random.next().value * 10_000, 'disk.vdb.write.bytes': 1 }; // prettier-ignore
      if (random.next().value > 0.9)
        unknown.push([vm, { 'cpu.usage': Reason.unreachable, 'disk.vda.write.bytes': Reason.unreachable }]); // prettier-ignore
      else known.push([vm, values]);
    }
    api.poll(known, unknown);
  }
  const transitions = (api as unknown as { alarms: ReturnType<typeof testAlarms> }).alarms.book.log.all; // prettier-ignore
  for (const id of ['vm.cpu', 'vm.disk']) {
    // What flaps is held live; a dry run has what is under it.
    const own = transitions.filter((one) => one.rule === id);
    const calm = new Set(['a', 'b', 'c'].filter((vm) => !own.some((one) => one.entity === vm && one.flapping))); // prettier-ignore
    const { spans, rows } = await api.run(id);
    assert.equal(rows, 400);
    const seen = spans.map(({ entity, light, start }) => `${start} ${entity.id} ${light}`);
    const want = own.filter(({ to }) => to === 'red' || to === 'amber').map(({ time, entity, to }) => `${time} ${entity} ${to}`); // prettier-ignore
    assert.ok(seen.length > 0, id);
    const ofCalm = (line: string): boolean => calm.has(line.split(' ')[1] ?? '');
    assert.deepEqual(seen.filter(ofCalm).sort(), want.filter(ofCalm).sort(), id);
    // The first alarms of all come before anything flaps.
    assert.equal(seen.sort()[0], want.sort()[0]);
  }
});

test('a machine that is off is not evaluated, and what is raised at the end is counted', async () => {
  await using api = await makeLife();
  const vm = api.enter('VM', 'a');
  for (let i = 0; i < 6; i++) api.poll([[vm, { 'cpu.usage': 0.95 }]]);
  for (let i = 0; i < 4; i++) api.poll([], [[vm, { 'cpu.usage': Reason.notRunning }]]);
  for (let i = 0; i < 6; i++) api.poll([[vm, { 'cpu.usage': 0.95 }]]);
  const { spans, counts } = await api.run('vm.cpu');
  const shown = spans.map(({ light, start, end }) => [light, (start - startTime) / 1000, (end - startTime) / 1000]); // prettier-ignore
  assert.deepEqual(shown, [['red', 10, 35], ['red', 60, 80]]); // prettier-ignore
  assert.deepEqual(counts, { raised: 2, amber: 0, red: 2 });
});

test('a rule that looks at states cannot be tried, and is named with its place', async () => {
  await using api = await makeLife();
  await assert.rejects(api.run('vm.state'), (error) => {
    assert.ok(error instanceof InputError);
    assert.equal(error.code, 'DRY_RUN_STATES');
    assert.match(error.message, /^Cannot try rule vm\.state: 1\.yaml:5:31: when: states and events/);
    return true;
  });
});

test('a rule of a request is over what is known of it, and all that is wrong is named with its place', () => {
  const book = bookOf(rules);
  const [changed] = ruleOfRequest(book, 'vm.cpu', 'amber: 75%\nfor: 1m').rules;
  assert.deepEqual([changed?.amberForMs, changed?.conditions[0]?.levels.amber], [60_000, 0.75]);
  const f = (text: string, want: string, id = 'vm.new'): void =>
    assert.throws(
      () => ruleOfRequest(book, id, text),
      (error: Error) => (assert.equal(error.message.slice(0, want.length), want), true),
    );
  f('class: VM\nmetric: cpu.usge\namber: 5%', 'Cannot read rule: request:2:9: rules.vm.new.metric: ');
  f('class: VM\nmetric: [', 'Cannot read rule: request:');
  f('class: VM', 'Cannot read rule: request:1:1: ', 'Vm New');
  f('', 'Cannot read rule: request:1:1: rules.vm.new.class: ');
});
