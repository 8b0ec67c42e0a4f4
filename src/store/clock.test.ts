import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FakeClock, settle } from '../../test/fake-clock.ts';
import { rowEndAt } from '../lib/interval.ts';
import { createEntity, type Entity, onHost } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import { openStore, type History, type Store } from './mod.ts';

const stepMs = 20_000;
const begin = 1_800_000_000_000;
const [second, minute, day] = [1000, 60_000, 86_400_000];
const lengths = [
  { rowMs: stepMs, rows: 500 },
  { rowMs: minute, rows: 120 },
  { rowMs: 4 * minute, rows: 100 },
];

/** A machine whose clock is set, and a program on it that polls one source, is stopped and started. */
class Machine {
  readonly clock = new FakeClock(begin);
  readonly directory: string;
  store: Store | null = null;
  #series = new SeriesTable();
  #vm = vm();
  #polls = 0;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async boot(): Promise<Machine> {
    const machine = new Machine(await mkdtemp(join(tmpdir(), 'virtscope-clock-')));
    await machine.start();
    return machine;
  }

  async start(): Promise<void> {
    const { directory, clock } = this;
    const archives = { VM: lengths, host: lengths, source: lengths };
    this.store = await openStore({ directory, rows: 24, stepMs, archives, syncRows: 1000, clock });
    this.#series = new SeriesTable();
    this.#vm = vm();
  }

  async stop(): Promise<void> {
    await this.store?.close();
    this.store = null;
  }

  /** Polls at every step for a while; each value is another. */
  async run(ms: number): Promise<void> {
    for (let polls = ms / stepMs; polls > 0; polls--) {
      this.clock.pass(stepMs);
      const slot = this.#series.slot(this.#vm, 'cpu.usage');
      const values = new Float64Array(this.#series.length).fill(Number.NaN);
      values[slot] = ++this.#polls;
      const reasons = new Uint8Array(this.#series.length).fill(Reason.notCollected);
      const time = this.clock.now() + 3;
      this.store?.append({ source: 's', rowEndMs: rowEndAt(time, stepMs), time, intervalMs: stepMs, durationMs: 1, complete: [], series: this.#series, values, reasons }); // prettier-ignore
      // The disk has all the time that there is between two polls.
      do await settle();
      while ((this.store?.health().pendingRows ?? 0) > 0);
    }
  }

  get polls(): number {
    return this.#polls;
  }

  condition() {
    const { condition, repairs } = this.store!.health();
    return {
      kind: condition?.kind ?? 'ok',
      problems: repairs.map(({ problem }) => problem),
      lost: repairs.map(({ rowsLost }) => rowsLost),
    };
  }

  instant(): number | null | undefined {
    return this.store!.instant(this.#vm, 'cpu.usage')?.value;
  }

  rows(stepOfRows: number, start: number, end: number): Promise<History> {
    return this.store!.history({
      entities: [this.#vm],
      metrics: ['cpu.usage'],
      start,
      end,
      stepMs: stepOfRows,
    });
  }

  /** Known cells of every length by time. */
  async known(start: number, end: number): Promise<Map<string, number>> {
    const known = new Map<string, number>();
    for (const { rowMs } of lengths) {
      const history = await this.rows(rowMs, start, end);
      for (const [i, value] of (history.columns[0]?.values ?? []).entries()) {
        const time = history.start + (i + 1) * history.stepMs;
        if (!Number.isNaN(value)) known.set(`${history.stepMs} ${time}`, value);
      }
    }
    return known;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true });
  }
}

function vm(): Entity {
  return createEntity(
    { class: 'VM', id: 'a', source: 's', name: 'a', state: 'running', parent: onHost('h') },
    0,
  );
}

interface Excursion {
  /** How far the clock is set, in ms; null is to 1970. */
  readonly jump: number | null;
  readonly lasts: number;
  /** Whether the program is stopped and started when the clock is set, and before it is right again. */
  readonly restarts: boolean;
}

function f(what: string, { jump, lasts, restarts }: Excursion): void {
  test(`every row is known again after ${lasts / second} s of a clock ${what}${restarts ? ' over restarts' : ''}`, async () => {
    await using machine = await Machine.boot();
    const { clock } = machine;
    await machine.run(20 * minute);
    const end = clock.now();
    const before = await machine.known(begin, end);
    assert.equal(before.size, 60 + 20 + 5);
    if (restarts) await machine.stop();
    const off = jump ?? -clock.now();
    clock.jump(off);
    if (restarts) await machine.start();

    const kinds: string[] = [];
    for (let ran = 0; ran < lasts; ran += stepMs) {
      const { kind, problems } = machine.condition();
      await machine.run(stepMs);
      assert.equal(machine.instant(), machine.polls, 'the newest values are shown all the time');
      const now = machine.condition();
      kinds.push(now.kind);
      assert.ok(kind !== 'failing' && problems.length <= 3);
    }
    const mayWait = off < 0 && -off <= 2 * minute ? Infinity : minute / stepMs;
    const want = kinds.map((_, i) => (off < 0 && i < mayWait ? 'clock-behind' : 'ok'));
    assert.deepEqual(kinds, want, 'the clock is reported behind while nothing is kept');
    if (restarts) {
      await machine.stop();
      await machine.start();
      const { problems, lost } = machine.condition();
      const isAside = lasts > minute && -off > 2 * minute;
      assert.equal(problems.some((problem) => problem.startsWith('set aside until')), isAside); // prettier-ignore
      assert.ok(lost.every((rows) => rows <= 60));
    }

    clock.jump(-off);
    if (off > 0) await machine.run(3 * minute);
    else await machine.run(minute);
    const { kind, problems, lost } = machine.condition();
    assert.equal(kind, 'ok');
    // What is left aside is what the wrong clock gave the wrong time.
    for (const problem of problems) assert.match(problem, off > 0 ? /^set aside until/ : /clock was wrong/);
    for (const rows of lost) assert.ok(rows <= lasts / stepMs);
    const after = await machine.known(begin, clock.now());
    for (const [row, value] of before) assert.equal(after.get(row), value, row);

    const { start, columns } = await machine.rows(stepMs, end, clock.now());
    const reasons =
      columns[0]?.reasons.subarray((end - start) / stepMs, (end + lasts - start) / stepMs) ?? [];
    const distinct = new Set(reasons);
    distinct.delete(Reason.known);
    const own = !restarts ? [Reason.clockBehind, Reason.notCollected] : [Reason.away, Reason.clockBehind, Reason.notCollected]; // prettier-ignore
    for (const reason of distinct) assert.ok(own.some((one) => one === reason));
    await machine.stop();
    await machine.start();
    await machine.run(stepMs);
    const later = await machine.known(begin, clock.now());
    for (const [row, value] of before) assert.equal(later.get(row), value, `${row} after a restart`);
  });
}

for (const restarts of [false, true]) {
  f('100 s behind', { jump: -100 * second, lasts: 40 * second, restarts });
  f('10 min behind', { jump: -10 * minute, lasts: 40 * second, restarts });
  f('10 min behind', { jump: -10 * minute, lasts: 3 * minute, restarts });
  f('a day behind', { jump: -day, lasts: 40 * second, restarts });
  f('a day behind', { jump: -day, lasts: 6 * minute, restarts });
  f('a year ahead', { jump: 365 * day, lasts: 40 * second, restarts });
  f('a year ahead', { jump: 365 * day, lasts: 3 * minute, restarts });
  f('in 1970', { jump: null, lasts: 40 * second, restarts });
  f('in 1970', { jump: null, lasts: 5 * minute, restarts });
}

test('what happened stays known when a clock is years ahead at two starts', async () => {
  await using machine = await Machine.boot();
  await machine.run(minute);
  const now = machine.clock.now();
  const eventCount = (): number => machine.store!.events({ start: 0, end: now, class: 'VM' }).length;
  const before = eventCount();
  assert.ok(before > 1);
  machine.clock.jump(3 * 365 * day);
  for (const start of [1, 2]) {
    await machine.stop();
    await machine.start();
    await machine.run(minute);
    assert.ok(eventCount() >= before, `start ${start}`);
  }
});

test('earlier history is shown while the clock is behind it', async () => {
  await using machine = await Machine.boot();
  await machine.run(20 * minute);
  const end = machine.clock.now();
  machine.clock.jump(365 * day);
  await machine.run(2 * minute);
  machine.clock.jump(-365 * day);
  await machine.run(stepMs);
  assert.equal(machine.condition().kind, 'clock-behind');
  // Further back than anything is: finest rows that have all there is answer, were it not for those of next year.
  const { stepMs: given, columns } = await machine.rows(stepMs, begin - day, end);
  assert.equal(given, stepMs);
  assert.deepEqual(
    [...(columns[0]?.values ?? [])].slice(-60),
    Array.from({ length: 60 }, (_, i) => i + 1),
  );
});
