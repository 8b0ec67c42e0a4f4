import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEntity, onHost, type Entity } from '../model/entity.ts';
import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import { SeriesTable } from '../model/series.ts';
import { Alarms } from './alarms.ts';
import { bookOf } from './test-rules.ts';

const start = 1_800_000_000_000;
const stepMs = 5000;
const rules = `
rules:
  vm.cpu: {class: VM, metric: cpu.usage, amber: 80%, red: 90%, keep: 0s}
  source.down: {class: source, when: is:down, red: true, keep: 0s, inhibits: [vm.*]}
`;

/** Alarms of one VM and its source, with a file that a restart reads again. */
class Life implements Disposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'virtscope-alarms-'));
  readonly path = join(this.#directory, 'alarms.jsonl');
  readonly entities = new Map<string, Entity>();
  series = new SeriesTable();
  time = start;
  readonly clock: Clock = {
    now: () => this.time,
    monotonic: () => this.time,
    sleep: () => Promise.resolve(),
  };
  vm: Entity;
  source: Entity;
  alarms: Alarms;

  constructor() {
    const vm = { class: 'VM', id: 'v1', source: 's', name: 'db1', state: 'running' } as const;
    this.vm = this.enter(createEntity({ ...vm, parent: onHost('h1') }, start));
    this.source = this.enter(
      createEntity({ class: 'source', id: 's', source: 's', name: 's', state: 'up' }, start),
    );
    this.alarms = this.#open();
  }

  enter(entity: Entity): Entity {
    this.entities.set(`${entity.class} ${entity.id}`, entity);
    this.series.add(entity);
    return entity;
  }

  /** The program ends without a word and starts again, with what its sources report. */
  restart(): void {
    this.alarms.close();
    this.series = new SeriesTable();
    this.vm = this.enter({ ...this.vm });
    this.source = this.enter({ ...this.source });
    this.alarms = this.#open();
  }

  async poll(cpu: number, steps = 1): Promise<void> {
    for (let step = 0; step < steps; step++) {
      this.time += stepMs;
      const slot = this.series.slot(this.vm, 'cpu.usage');
      const values = new Float64Array(this.series.length).fill(Number.NaN);
      values[slot] = cpu;
      const times = { rowEndMs: this.time, time: this.time, intervalMs: stepMs, durationMs: 1 };
      const batch: Batch = {
        source: 's',
        series: this.series,
        values,
        reasons: new Uint8Array(values.length),
        complete: [],
        ...times,
      };
      await this.alarms.append(batch);
      await this.alarms.closeRows(this.time);
    }
  }

  /** Transitions as `RULE FROM TO`. */
  log(): string[] {
    return this.alarms.book.log.all.map(({ rule, from, to }) => `${rule} ${from} ${to}`);
  }

  [Symbol.dispose](): void {
    this.alarms.close();
    rmSync(this.#directory, { recursive: true });
  }

  #open(): Alarms {
    const store = {
      entity: (cls: string, id: string) => this.entities.get(`${cls} ${id}`) ?? null,
      events: () => [],
    };
    return new Alarms({ book: bookOf(rules), store, clock: this.clock, path: this.path });
  }
}

test('a transition has the value, the level that decided, where that comes from, and a sentence', async () => {
  using life = new Life();
  await life.poll(0.1);
  await life.poll(0.95);
  await life.poll(0.5);
  const [red, green] = life.alarms.book.log.all;
  assert.ok(red && green);
  assert.deepEqual([red.from, red.to, red.value, red.level, red.unit], ['green', 'red', 0.95, 0.9, 'ratio']);
  assert.equal(red.origin, 'from the rule (1.yaml:3:59)');
  assert.match(red.message, /^db1: Processor time used 95 % \(limit 90 %\)\.$/);
  assert.equal(green.message, 'db1: back under 90 %, now 50 %. It was red for 5 s; at worst 95 %, 5 s ago.');
  assert.deepEqual([red.sequence, green.sequence, red.alarm === green.alarm], [1, 2, true]);
});

test('a raised alarm is kept through a restart, and its clearing is logged', async () => {
  using life = new Life();
  await life.poll(0.95);
  const since = life.time;
  life.restart();
  appendFileSync(life.path, '{"transition":{"torn');
  life.restart();
  life.vm.name = 'renamed';
  await life.poll(0.95, 3);
  assert.deepEqual(life.log(), ['vm.cpu unknown red']);
  assert.equal([...life.alarms.book.memory.all()][0]?.raisedAt, since);
  await life.poll(0.1);
  assert.deepEqual(life.log(), ['vm.cpu unknown red', 'vm.cpu red green']);
  assert.equal(life.alarms.book.log.last, 2);
});

test('an alarm of what was removed ends, and one of what is not read is held', async () => {
  using life = new Life();
  await life.poll(0.95);
  life.series.remove(life.vm);
  life.vm.state = 'unknown';
  life.time += stepMs;
  for (let i = 0; i < 30; i++) await life.alarms.closeRows((life.time += stepMs));
  assert.deepEqual(life.log(), ['vm.cpu unknown red']);
  life.entities.delete('VM v1');
  for (let i = 0; i < 7; i++) await life.alarms.closeRows((life.time += stepMs));
  assert.deepEqual(life.log(), ['vm.cpu unknown red', 'vm.cpu red off']);
  assert.equal(life.alarms.book.log.all.at(-1)?.message, 'db1: no longer looked at, it was removed.');
});

test('five changes in five minutes hold the worst light until 15 minutes are calm', async () => {
  using life = new Life();
  for (const cpu of [0.95, 0.1, 0.85, 0.1, 0.95, 0.1, 0.1]) await life.poll(cpu);
  const before = life.log().length;
  assert.deepEqual(life.log().at(-1), 'vm.cpu green red');
  await life.poll(0.1, 170);
  assert.equal(life.log().length, before);
  await life.poll(0.1, 20);
  assert.deepEqual(life.log().slice(before), ['vm.cpu red green']);
});

test('what flaps is held through a restart, until it was calm for 15 minutes after it', async () => {
  using life = new Life();
  for (let i = 0; i < 5; i++) await life.poll(i % 2 === 0 ? 0.95 : 0.1);
  life.restart();
  await life.poll(0.1, 170);
  assert.deepEqual(life.log().slice(5), []);
  await life.poll(0.1, 20);
  assert.deepEqual(life.log().slice(5), ['vm.cpu red green']);
});

test('an acknowledgement survives a restart and a wiggle, and ends 15 minutes after its alarm has cleared', async () => {
  using life = new Life();
  await life.poll(0.95);
  const alarm = life.alarms.book.log.all[0]?.alarm ?? '';
  life.alarms.book.acknowledge({ alarm, by: 'ana', reason: 'known', time: life.time, clearedAt: null });
  const isKnown = (): boolean => life.alarms.book.acknowledgements.of(alarm, life.time) !== null;
  await life.poll(0.1, 20);
  assert.ok(isKnown());
  life.restart();
  await life.poll(0.95);
  assert.ok(isKnown());
  await life.poll(0.1, 181);
  assert.ok(!isKnown());
});

test('a source that cannot be read hides the alarms of what it reads', async () => {
  using life = new Life();
  life.source.state = 'down';
  await life.poll(0.1);
  await life.poll(0.95);
  const [source, vm] = life.alarms.book.log.all;
  assert.equal(vm?.inhibitedBy, source?.alarm);
  assert.equal(source?.inhibitedBy, null);
});

test('a file of a later version is refused', () => {
  using life = new Life();
  life.alarms.close();
  writeFileSync(life.path, '{"virtscope":"alarms","version":2}\n');
  assert.throws(() => life.restart(), { code: 'HISTORY_NEWER' });
});
