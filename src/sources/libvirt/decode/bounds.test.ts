import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { START, disk, monitored, setUp, type Fields } from './test-decoder.ts';

describe('takes no value that cannot be', () => {
  const f = (fields: Fields, ...want: [metric: string, value: number | string][]): void => {
    const { poll, value } = setUp();
    const made = { 'balloon.last-update': BigInt(START) };
    poll(0, monitored(0n, { ...made, ...fields }));
    poll(5, monitored(0n, { ...made, ...fields }));
    assert.deepEqual(
      want.map(([metric]) => [metric, value(metric)]),
      want,
    );
  };

  it('more available than there is', () => {
    f(
      {
        'balloon.available': 1000n,
        'balloon.usable': 1001n,
        'balloon.unused': 1001n,
        'balloon.disk_caches': 2000n,
      },
      ['memory.total', 1_024_000],
      ['memory.available', 'out-of-bounds'],
      ['memory.used', 'out-of-bounds'],
      ['memory.usage', 'out-of-bounds'],
      ['memory.free', 'out-of-bounds'],
      ['memory.cache', 'out-of-bounds'],
    );
  });

  it('sizes beyond all machines', () => {
    f(
      {
        'balloon.available': 2n ** 54n,
        'balloon.usable': 1n,
        'balloon.current': 2n ** 64n - 1n,
        'balloon.rss': 2n ** 54n,
      },
      ['memory.total', 'out-of-bounds'],
      ['memory.available', 1024],
      ['memory.used', 'out-of-bounds'],
      ['memory.usage', 'out-of-bounds'],
      ['balloon.current', 'out-of-bounds'],
      ['memory.host', 'out-of-bounds'],
    );
  });

  it('negative numbers, and texts', () => {
    f(
      {
        'vcpu.current': -1,
        'balloon.maximum': 'much',
        'block.0.name': 'vda',
        'block.0.capacity': 2n ** 64n - 1n,
      },
      ['cpu.count', 'out-of-bounds'],
      ['balloon.maximum', 'not-reported'],
      ['disk.vda.capacity', 'out-of-bounds'],
    );
  });

  it('rates beyond all devices, alone and in a total', () => {
    const { poll, value } = setUp();
    poll(0, monitored(0n, disk(0, 'vda', 0n)));
    poll(5, monitored(0n, { ...disk(0, 'vda', 10n), 'block.0.rd.bytes': 2n ** 63n, 'cpu.time': 2n ** 62n }));
    assert.equal(value('disk.vda.read.bytes'), 'out-of-bounds');
    assert.equal(value('disk.read.bytes'), 'out-of-bounds');
    assert.equal(value('disk.read.requests'), 2);
    assert.equal(value('cpu.cores'), 'out-of-bounds');
    assert.equal(value('cpu.usage'), 'out-of-bounds');
  });
});
