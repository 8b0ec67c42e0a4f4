import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from './limits.ts';
import {
  answersOf,
  fakeVm,
  startTestSource,
  uuidOf,
  type FakeVm,
  type Fields,
  type TestSource,
} from './test-daemon.ts';

const disksOf = (targets: readonly string[]): Fields => {
  const fields: Record<string, number | bigint | string> = { 'block.count': targets.length };
  for (const [n, target] of targets.entries()) {
    fields[`block.${n}.name`] = target;
    fields[`block.${n}.rd.bytes`] = 1n;
  }
  return fields;
};

const withDisks = (targets: readonly string[]): FakeVm => {
  const vm = fakeVm();
  return { ...vm, monitor: { ...vm.monitor, ...disksOf(targets) } };
};

const codesOf = ({ source }: TestSource): string[] => source.status().conditions.map(({ kind }) => kind);
const textsOf = ({ source }: TestSource): string[] => source.status().conditions.map(({ reason }) => reason);
const isDiskOf = (name: string): boolean => /^disk\..+\.read\.bytes$/.test(name);

describe('The limits of a libvirt source', () => {
  it('leave out a disk with a name that is too long, and report it', async () => {
    await using test = await startTestSource(answersOf(() => [withDisks(['vda', 'x'.repeat(10_000)])]));
    await test.poll();
    const names = [...test.source.series.metrics(test.entity(uuidOf(1))).keys()];
    assert.deepEqual(names.filter(isDiskOf), ['disk.vda.read.bytes']);
    assert.deepEqual(textsOf(test), ['Left out: 1 devices whose name is longer than 64 characters, of vm1']);
    assert.equal(
      test.entity(uuidOf(1)).labels['leftOut'],
      '1 devices whose name is longer than 64 characters',
    );
  });

  it('take so many disks of a VM and not more', async () => {
    const targets = Array.from({ length: 300 }, (_, n) => `vd${n}`);
    await using test = await startTestSource(answersOf(() => [withDisks(targets)]));
    await test.poll();
    const names = [...test.source.series.metrics(test.entity(uuidOf(1))).keys()];
    assert.equal(names.filter(isDiskOf).length, LIMITS.devices);
    assert.deepEqual(textsOf(test), ['Left out: 44 devices beyond 256 of their kind, of vm1']);
  });

  it('bound the table of series when disks have other names at every poll', async () => {
    let round = 0;
    const daemon = answersOf(() => {
      return [withDisks(Array.from({ length: 200 }, (_, n) => `r${round}d${n}`))];
    });
    await using test = await startTestSource(daemon);
    for (; round < 30; round++) await test.poll();
    const { capacity } = LIMITS.addedSeries;
    assert.ok(test.source.series.length < capacity + 5000, String(test.source.series.length));
    assert.deepEqual(codesOf(test), ['too-many-new-series']);
  });

  it('admit no more new VMs than a large host has, however many arrive at every poll', async () => {
    const state = { 'state.state': 5, 'state.reason': 1 };
    let vms: readonly FakeVm[] = [];
    const daemon = answersOf(() => vms);
    // To look for one of 5,000 at every request takes a minute in all.
    await using test = await startTestSource({
      ...daemon,
      DOMAIN_GET_XML_DESC: () => ({ text: '<domain/>' }),
    });
    for (let round = 0; round < 6; round++) {
      vms = Array.from({ length: 5000 }, (_, n) => fakeVm(round * 5000 + n, { id: -1, free: state }));
      await test.poll();
    }
    assert.ok(test.source.series.length < 100);
    assert.ok(codesOf(test).includes('too-many-new-vms'));
  });

  it('take the first of two records with one UUID, and report it', async () => {
    const twin = fakeVm(1, { name: 'twin', id: 99 });
    await using test = await startTestSource(answersOf(() => [fakeVm(), twin]));
    await test.poll();
    await test.poll();
    assert.equal(test.entity(uuidOf(1)).name, 'vm1');
    assert.equal(test.value('libvirt', 'vms.total'), 1);
    assert.deepEqual(textsOf(test), ['Left out: 1 records of a VM that the same answer had before']);
  });

  it('cut the name of a VM', async () => {
    await using test = await startTestSource(answersOf(() => [fakeVm(1, { name: 'n'.repeat(100_000) })]));
    await test.poll();
    assert.equal(test.entity(uuidOf(1)).name.length, LIMITS.nameLength);
  });

  it('name the fields that nothing fits in the table of names any more', async () => {
    const strange: Record<string, number> = {};
    for (let n = 0; n < 66_000; n++) strange[`strange.${n}`] = 1;
    await using test = await startTestSource(
      answersOf(() => [fakeVm(1, { free: { ...fakeVm().free, ...strange } })]),
    );
    await test.poll();
    assert.deepEqual(codesOf(test), ['too-many-fields']);
  });

  it('do not take a text or a fraction for a counter', async () => {
    const vm = fakeVm();
    const wrong = { ...vm.monitor, 'balloon.current': 'text', 'balloon.rss': 2048n };
    await using test = await startTestSource(answersOf(() => [{ ...vm, monitor: wrong }]));
    await test.poll();
    assert.equal(test.value(uuidOf(1), 'balloon.current'), 'not-reported');
  });

  it('leave a source whole that meets none of them', async () => {
    await using test = await startTestSource(answersOf(() => [fakeVm(1), fakeVm(2)]));
    await test.poll();
    await test.poll();
    assert.deepEqual(textsOf(test), []);
    assert.equal(test.entity(uuidOf(2)).devices?.length, 1);
  });
});
