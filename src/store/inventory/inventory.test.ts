import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEntity, type Device, type Entity, type EntityClass, onHost } from '../../model/entity.ts';
import { SeriesTable } from '../../model/series.ts';
import { EntityIndex } from '../head/entity-index.ts';
import { atOnce } from '../../lib/async/in-slices.ts';
import { Inventory } from './inventory.ts';

const always = { start: 0, end: Infinity };

function vm(id: string): Entity {
  const own = {
    class: 'VM',
    id,
    source: 'libvirt',
    name: id,
    state: 'running',
    parent: onHost('h1'),
  } as const;
  return createEntity(own, 0);
}

/** A source named libvirt, and the inventory that watches it. */
class Life {
  readonly series = new SeriesTable();
  readonly self = createEntity(
    { class: 'source', id: 'libvirt', source: 'libvirt', name: 'x', state: 'up' },
    0,
  );
  readonly #index = new EntityIndex();
  readonly inventory: Inventory;

  constructor(path: string | null = null) {
    this.series.slot(this.self, 'poll.values');
    this.inventory = new Inventory({ index: this.#index, path });
    atOnce(this.inventory.load(0));
  }

  poll(time: number, complete: readonly EntityClass[] = ['VM', 'source']): void {
    const values = new Float64Array(this.series.length).fill(NaN);
    const reasons = new Uint8Array(this.series.length);
    const rest = {
      rowEndMs: time,
      intervalMs: 5000,
      durationMs: 1,
      complete,
      series: this.series,
      values,
      reasons,
    };
    const batch = { source: 'libvirt', time, ...rest };
    this.#index.update(batch);
    atOnce(this.inventory.observe(batch));
  }

  texts(query: object = {}): string[] {
    return this.inventory.log.query({ ...always, ...query }).map(({ time, text }) => `${time} ${text}`);
  }
}

function inDirectory(use: (path: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-catalogue-'));
  try {
    use(join(directory, 'catalogue'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('a source that goes down and comes back is two events, however long it is down', () => {
  const life = new Life();
  life.poll(10);
  const condition = { kind: 'unreachable', since: 20, reason: 'nothing listens' } as const;
  Object.assign(life.self, { state: 'down', stateSince: 20, condition });
  life.poll(20, ['source']);
  life.poll(25, ['source']);
  assert.equal(life.self.stateSince, 20);
  Object.assign(life.self, { state: 'up', stateSince: 30, condition: null });
  life.poll(30);
  assert.equal(life.self.stateSince, 30);
  assert.deepEqual(life.texts({ id: 'libvirt' }).slice(1), ['20 x cannot be reached', '30 x can be reached']);
});

test('an event is published once; events are read of one entity or of all, in a window, the newest of them', () => {
  const life = new Life();
  const [a, b] = [vm('a'), vm('b')];
  life.series.add(a);
  life.series.add(b);
  life.poll(5);
  life.poll(10);
  a.state = 'paused';
  life.poll(15);
  assert.deepEqual(life.texts({ id: 'a' }), ['5 a seen for the first time', '15 a paused']);
  assert.equal(life.texts({ class: 'VM' }).length, 3);
  assert.deepEqual(life.texts({ class: 'VM', limit: 1 }), ['15 a paused']);
  assert.deepEqual(life.texts({ class: 'VM', limit: 0 }), []);
  assert.deepEqual(life.texts({ start: 6, end: 14 }), []);
});

test('the first list of devices is a baseline, kept over a restart', () => {
  inDirectory((path) => {
    const disk = (key: string): Device => ({ kind: 'disk', key, labels: {} });
    const life = new Life(path);
    const a = vm('a');
    life.series.add(a);
    life.poll(5);
    a.devices = [disk('vda')];
    life.poll(10);
    assert.deepEqual(life.texts({ id: 'a' }), ['5 a seen for the first time']);

    const after = new Life(path);
    const again = vm('a');
    after.series.add(again);
    after.poll(15);
    again.devices = [disk('vda'), disk('vdb')];
    after.poll(20);
    assert.deepEqual(after.texts({ id: 'a' }).slice(1), ['20 a has a new disk vdb']);
  });
});

/** Since when a VM is in its state, and what is wrong with it. */
function onsetsOf({ state, stateSince, stateAtLeast, condition }: Entity): unknown[] {
  return [`${state} ${stateAtLeast ? '≥' : ''}${stateSince}`, condition];
}

test('since when a VM is as it is comes from the event log, over a restart too', () => {
  inDirectory((path) => {
    const ids = ['running', 'off', 'paused', 'stuck', 'started', 'failed'];
    const before = new Life(path);
    before.inventory.begin(1, 0);
    const vms = new Map(ids.map((id) => [id, vm(id)]));
    for (const one of vms.values()) before.series.add(one);
    const of = (id: string): Entity => vms.get(id) as Entity;
    of('started').state = 'shutoff';
    before.poll(5);
    assert.deepEqual(onsetsOf(of('running')), ['running ≥5', null]);
    of('off').state = 'shutoff';
    of('paused').state = 'paused';
    of('failed').state = 'crashed';
    of('failed').condition = { kind: 'failed', since: 9, reason: 'the guest crashed' };
    of('stuck').condition = { kind: 'stuck', since: 8, reason: 'QEMU does not answer' };
    before.poll(10);
    assert.deepEqual(onsetsOf(of('off')), ['shutoff 10', null]);
    assert.deepEqual(before.texts({ id: 'stuck' }).at(-1), '8 stuck does not answer');
    before.inventory.close(11);

    const after = new Life(path);
    after.inventory.begin(20, 11);
    const again = new Map(ids.map((id) => [id, vm(id)]));
    const seen = (id: string): Entity => again.get(id) as Entity;
    for (const one of again.values()) after.series.add(one);
    seen('off').state = 'shutoff';
    seen('paused').state = 'paused';
    seen('failed').state = 'crashed';
    seen('failed').condition = { kind: 'failed', since: 24, reason: 'the guest crashed' };
    seen('stuck').condition = { kind: 'stuck', since: 25, reason: 'QEMU does not answer' };
    after.poll(25);
    assert.deepEqual(
      ids.map((id) => onsetsOf(seen(id))),
      [
        ['running ≥5', null],
        ['shutoff 10', null],
        ['paused 10', null],
        ['running ≥5', { kind: 'stuck', since: 8, reason: 'QEMU does not answer' }],
        ['running ≥25', null],
        ['crashed 10', { kind: 'failed', since: 10, reason: 'the guest crashed' }],
      ],
    );
    after.inventory.close(26);
  });
});

test('a VM that could not be reached keeps its onsets; a change meanwhile has an unknown onset', () => {
  const life = new Life();
  const [same, off] = [vm('same'), vm('off')];
  const stuck = (since: number) => ({ kind: 'stuck', since, reason: 'QEMU does not answer' }) as const;
  for (const one of [same, off]) life.series.add(one);
  life.poll(5);
  same.condition = stuck(10);
  life.poll(10);
  for (const one of [same, off]) {
    one.state = 'unknown';
    one.condition = { kind: 'unreachable', since: 15, reason: 'connection refused' };
  }
  life.self.state = 'down';
  life.poll(15, []);
  assert.deepEqual(onsetsOf(off)[1], { kind: 'unreachable', since: 15, reason: 'connection refused' });
  life.self.state = 'up';
  [same.state, same.condition] = ['running', stuck(20)];
  [off.state, off.condition] = ['shutoff', null];
  life.poll(20);
  assert.deepEqual(onsetsOf(same), ['running ≥5', stuck(10)]);
  assert.deepEqual(onsetsOf(off), ['shutoff ≥20', null]);
  off.state = 'running';
  life.poll(25);
  assert.deepEqual(onsetsOf(off), ['running 25', null]);
  const late = vm('late');
  late.condition = stuck(28);
  life.series.add(late);
  life.poll(30);
  assert.deepEqual(onsetsOf(late), ['running 30', stuck(28)]);
  assert.deepEqual(life.texts({ id: 'late' }), [
    '28 late does not answer',
    '30 late seen for the first time',
  ]);
});

test('an inventory of a version without onsets takes them from its events', () => {
  inDirectory((path) => {
    const record = (id: string, state: string, stuck: boolean): object => ({
      record: { class: 'VM', id, source: 'libvirt', name: id, parent: onHost('h1'), state, stuck, devices: [], labels: {}, firstSeen: 5, goneSince: null }, // prettier-ignore
    });
    const event = (id: string, time: number, kind: string, to: string | null): object => ({
      event: { time, class: 'VM', id, name: id, kind, from: null, to, text: kind },
    });
    const lines = [
      { virtscope: 'catalogue', version: 2 },
      event('off', 7, 'stopped', 'shutoff'),
      event('stuck', 8, 'stuck', null),
      record('off', 'shutoff', false),
      record('stuck', 'running', true),
    ];
    writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n') + '\n');
    const life = new Life(path);
    const [off, stuck] = [vm('off'), vm('stuck')];
    off.state = 'shutoff';
    stuck.condition = { kind: 'stuck', since: 20, reason: 'why' };
    for (const one of [off, stuck]) life.series.add(one);
    life.poll(20);
    assert.deepEqual(onsetsOf(off), ['shutoff 7', null]);
    assert.deepEqual(onsetsOf(stuck), ['running ≥5', { kind: 'stuck', since: 8, reason: 'why' }]);
    life.inventory.close(21);
  });
});

test('an entity that its source removes is gone, and can return', () => {
  const life = new Life();
  const a = vm('a');
  life.series.add(a);
  life.poll(5);
  assert.deepEqual([life.inventory.past('VM'), life.inventory.unreported('VM', 'a')], [[], null]);
  life.series.remove(a);
  life.poll(10, []);
  const [gone] = life.inventory.past('VM');
  assert.deepEqual([gone?.id, gone?.state, gone?.stateSince], ['a', 'gone', 10]);
  assert.equal(life.inventory.unreported('VM', 'a'), gone);
  life.series.add(vm('a'));
  life.poll(15);
  assert.deepEqual(life.inventory.past('VM'), []);
  assert.deepEqual(life.texts({ id: 'a' }).slice(1), ['10 a was removed', '15 a is here again']);
});

test('what happened while virtscope was down is an event when it is back', () => {
  inDirectory((path) => {
    const before = new Life(path);
    before.inventory.begin(1, 0);
    for (const id of ['a', 'b', 'c']) before.series.add(vm(id));
    before.poll(5);
    before.inventory.close(6);

    const after = new Life(path);
    after.inventory.begin(20, 6);
    const [a, c] = [vm('a'), vm('c')];
    c.parent = onHost('h2');
    assert.equal(after.inventory.unreported('VM', 'a')?.state, 'unknown');
    after.series.add(a);
    after.series.add(c);
    after.poll(25, []);
    assert.deepEqual(after.inventory.past('VM'), [], 'the list may not be complete');
    assert.equal(after.inventory.unreported('VM', 'a'), null);
    after.poll(30);
    assert.deepEqual(
      after.inventory.past('VM').map(({ id }) => id),
      ['b'],
    );
    const mine = ['1 virtscope started', '6 virtscope stopped', '20 virtscope started'];
    assert.deepEqual(after.texts({ id: 'b' }), [...mine.slice(0, 1), '5 b seen for the first time', ...mine.slice(1), '30 b was removed']); // prettier-ignore
    assert.deepEqual(after.texts({ id: 'c' }).at(-1), '25 c migrated from h1 to h2');
    after.inventory.close(31);
  });
});

test('an end without a word is placed at the last sign of life', () => {
  inDirectory((path) => {
    new Life(path).inventory.begin(10, 0);
    const next = new Life(path);
    next.inventory.begin(50, 40);
    assert.deepEqual(next.texts(), [
      '10 virtscope started',
      '40 virtscope ended without a word',
      '50 virtscope started',
    ]);
    next.inventory.close(60);
  });
});

test('a torn last line is cut off and reported, the rest is read', () => {
  inDirectory((path) => {
    const life = new Life(path);
    life.series.add(vm('a'));
    life.poll(5);
    life.inventory.close(6);
    appendFileSync(path, '{"event":{"time":7,"cla');
    const next = new Life(path);
    assert.deepEqual(
      next.inventory.repairs.map(({ problem }) => problem),
      ['23 bytes of a line cut off'],
    );
    assert.equal(next.texts({ id: 'a' }).length, 2);
  });
});

test('a damaged line is reported and takes no other with it', () => {
  inDirectory((path) => {
    const life = new Life(path);
    life.series.add(vm('a'));
    life.poll(5);
    life.inventory.close(6);
    const [header, ...rest] = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [header, '\0\0{', 'null', ...rest].join('\n'));
    const next = new Life(path);
    assert.deepEqual(
      next.inventory.repairs.map(({ problem }) => problem),
      ['2 lines cannot be read and are left out'],
    );
    assert.deepEqual(next.texts({ id: 'a' }), ['5 a seen for the first time', '6 virtscope stopped']);
    assert.deepEqual(new Life(path).inventory.repairs, []);
  });
});

test('more entities than lines may wait are all written', () => {
  inDirectory((path) => {
    const life = new Life(path);
    for (let i = 0; i < 5001; i++) life.series.add(vm(`v${i}`));
    life.poll(5);
    life.inventory.close(6);
    assert.equal(readFileSync(path, 'utf8').match(/^\{"record"/gm)?.length, 5002);
  });
});

test('a later version is refused and left as it is', () => {
  inDirectory((path) => {
    const text = '{"virtscope":"catalogue","version":9}\n{"what":"ever"}\n';
    writeFileSync(path, text);
    assert.throws(() => new Life(path), {
      code: 'HISTORY_NEWER',
      message: /^Cannot read history: .* version 9/,
    });
    assert.equal(readFileSync(path, 'utf8'), text);
  });
});

test('lines that the disk does not take wait until it does', () => {
  inDirectory((path) => {
    const life = new Life(join(path, 'catalogue'));
    const a = vm('a');
    life.series.add(a);
    life.poll(5);
    mkdirSync(path);
    a.state = 'paused';
    life.poll(10);
    life.inventory.close(15);
    assert.deepEqual(new Life(join(path, 'catalogue')).texts({ id: 'a' }).slice(0, 2), ['5 a seen for the first time', '10 a paused']); // prettier-ignore
  });
});

test('those whose history has run out are forgotten, in the file too', () => {
  inDirectory((path) => {
    const life = new Life(path);
    life.series.add(vm('a'));
    life.poll(5);
    life.inventory.close(6);
    const next = new Life(path);
    next.poll(10);
    atOnce(next.inventory.forget(() => false));
    next.inventory.close(11);
    assert.equal(readFileSync(path, 'utf8').includes('"id":"a","source"'), false);
  });
});

test('those whose history has run out are forgotten', () => {
  const life = new Life();
  const a = vm('a');
  life.series.add(a);
  life.poll(5);
  life.series.remove(a);
  life.poll(10);
  atOnce(life.inventory.forget(() => true));
  assert.equal(life.inventory.past('VM').length, 1);
  atOnce(life.inventory.forget(() => false));
  assert.equal(life.inventory.past('VM').length, 0);
});
