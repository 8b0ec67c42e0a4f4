import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../../../src/api/wire/entity.ts';
import type { FactName } from '../../../../../src/model/facts.ts';
import { unknownByReason, type Facts } from './read.ts';
import { boardText, instanceText, memoryText, processorsText, snapshotsText, tagUri } from './texts.ts';

function facts(values: Partial<Record<FactName, Fact['value']>>): Facts {
  const entries = Object.entries(values).map(([name, value]) => {
    return [name, { value, origin: 'definition', reason: null, time: 0 }] as const;
  });
  return Object.fromEntries(entries);
}

const spaced = (s: string | null): string | null => s && s.replaceAll('\u00a0', ' ');

test('sizes are what a machine has now, and what it can have where that is more', () => {
  assert.equal(spaced(processorsText(facts({ vcpus: 4, maxVcpus: 4 }))), '4 vCPUs');
  assert.equal(spaced(processorsText(facts({ vcpus: 1 }))), '1 vCPU');
  assert.equal(spaced(processorsText(facts({ vcpus: 4, maxVcpus: 8 }))), '4 of 8 vCPUs');
  assert.equal(spaced(memoryText(facts({ memory: 2 ** 33 }))), '8.0 GiB memory');
  assert.equal(spaced(memoryText(facts({ memory: 2 ** 32, maxMemory: 2 ** 33 }))), '4.0 of 8.0 GiB memory');
  assert.equal(
    spaced(memoryText(facts({ memory: 2 ** 29, maxMemory: 2 ** 33 }))),
    '512 MiB of 8.0 GiB memory',
  );
  assert.equal(processorsText({}), null);
  assert.equal(memoryText(facts({ memory: null })), null);
});

test('what there is none of has no text', () => {
  assert.equal(snapshotsText(facts({ snapshots: 0 }), 0), null);
  assert.equal(boardText({}), null);
  assert.equal(instanceText({}), null);
});

test('snapshots have their number and the age of the oldest', () => {
  const day = 86_400;
  const f = (values: Parameters<typeof facts>[0], want: string): void =>
    assert.equal(spaced(snapshotsText(facts(values), 100 * day)), want);
  f({ snapshots: 3, oldestSnapshot: 60 * day }, '3 snapshots, oldest 40 d');
  f({ snapshots: 1, oldestSnapshot: 60 * day }, '1 snapshot, 40 d old');
  f({ snapshots: 2 }, '2 snapshots');
});

test('board and instance are what is known of them', () => {
  assert.equal(boardText(facts({ machineType: 'q35', firmware: 'UEFI' })), 'q35, UEFI');
  assert.equal(boardText(facts({ firmware: 'BIOS' })), 'BIOS');
  assert.equal(
    instanceText(facts({ instance: 'web-7', project: 'shop', flavor: 'm1.small' })),
    'instance web-7, project shop, flavor m1.small',
  );
});

test('tagUri() quotes what is more than a word', () => {
  const f = (tag: string, want: string): void =>
    assert.equal(decodeURIComponent(tagUri(tag)), `/metrics/VM?select=tag:${want}`);
  f('prod', 'prod');
  f('team a', '"team a"');
  f('a"b', String.raw`"a\"b"`);
});

test('unknownByReason() has one list for facts that are unknown for the same reason', () => {
  const unknown = { value: null, origin: null, reason: 'no guest agent', time: 0 };
  const all = {
    os: unknown,
    addresses: unknown,
    tags: { ...unknown, reason: null },
    title: { ...unknown, value: 'x' },
  };
  assert.deepEqual(
    [...unknownByReason(all, ['os', 'addresses', 'tags', 'title', 'job'])],
    [['no guest agent', ['os', 'addresses']]],
  );
});
