import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { compress } from 'snappyjs';
import type { Label } from '../../prometheus/mod.ts';
import {
  entityLabelBytes,
  metricLabels,
  named,
  joinLabels,
  type EncodedLabels,
} from './labels/encoded-labels.ts';
import { decode, nameOf, type Received } from './test-decode.ts';
import { WriteRequest } from './write-request.ts';

const values = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(Infinity, -0, 5e-324));
const samples = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** 45 }), values), { maxLength: 20 });
const labels = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]\w{0,200}$/), fc.string()), {
  selector: ([name]) => name,
  maxLength: 8,
});

function series(name: string, own: readonly Label[]): EncodedLabels {
  return joinLabels(named(name, null), entityLabelBytes(own));
}

describe('WriteRequest', () => {
  it('is read back by a decoder as it was filled, however often it was reset', () => {
    const request = new WriteRequest();
    fc.assert(
      fc.property(fc.array(fc.tuple(labels, samples), { maxLength: 5 }), (all) => {
        request.reset();
        for (const [own, points] of all) {
          const times = points.map(([time]) => time);
          request.add(series('m', own), times, points.map(([, value]) => value)); // prettier-ignore
        }
        const got = decode(compress(request.bytes()));
        assert.deepEqual(
          got.map((one) => one.samples),
          all.map(([, points]) => points),
        );
        assert.equal(request.samples, all.flatMap(([, points]) => points).length);
        for (const [i, [own]] of all.entries()) {
          const { labels: read } = got[i] as Received;
          const names = read.map(([name]) => name);
          assert.deepEqual(names, [...names].sort(), 'receivers want labels in order');
          assert.equal(names.length - 1, own.filter(([, value]) => value !== '').length);
        }
      }),
    );
  });

  it('grows beyond its first memory', () => {
    const request = new WriteRequest();
    const own = series('m', [['name', 'x'.repeat(300)]]);
    for (let i = 0; i < 1000; i++) request.add(own, [i], [i]);
    assert.deepEqual(
      decode(compress(request.bytes())).map((one) => one.samples),
      Array.from({ length: 1000 }, (_, i) => [[i, i]]),
    );
  });

  it('writes NaN as the mark of a series that has no value any more', () => {
    const request = new WriteRequest();
    request.add(series('m', []), [1, 2], [Number.NaN, 3]);
    assert.deepEqual(decode(compress(request.bytes()))[0]?.samples, [
      [1, 'stale'],
      [2, 3],
    ]);
  });
});

describe('joinLabels', () => {
  it('puts the label of a part where its name belongs', () => {
    const own: Label[] = [
      ['name', 'web'],
      ['uuid', 'u1'],
      ['instance', 'h:1'],
      ['host', ''],
      ['job', 'virtscope'],
    ];
    const entity = entityLabelBytes(own);
    const f = (metric: string, want: string): void => {
      const request = new WriteRequest();
      request.add(joinLabels(metricLabels('VM', metric), entity), [1], [1]);
      assert.equal(nameOf(decode(compress(request.bytes()))[0] as Received), want);
    };
    const tail = 'instance="h:1",job="virtscope"';
    f('cpu.usage', `virtscope_vm_cpu_usage_ratio{${tail},name="web",uuid="u1"}`);
    f('cpu.0.usage', `virtscope_vm_cpu_core_usage_ratio{cpu="0",${tail},name="web",uuid="u1"}`);
    f('raw.a"b', `virtscope_vm_raw{${tail},metric="raw.a"b",name="web",uuid="u1"}`);
  });
});
