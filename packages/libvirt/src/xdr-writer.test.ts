import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { XdrReader } from './xdr-reader.ts';
import { XdrWriter } from './xdr-writer.ts';

describe('XdrWriter', () => {
  it('writes what XdrReader reads back, in whole words', () => {
    const values = fc.record(
      {
        int32: fc.integer(),
        uint32: fc.nat({ max: 0xffff_ffff }),
        hyper: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        uhyper: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        double: fc.double(),
        bool: fc.boolean(),
        string: fc.string({ unit: 'grapheme', maxLength: 300 }),
        opaque: fc.uint8Array(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(values, (value) => {
        const writer = new XdrWriter(1);
        writer.int32(value.int32);
        writer.uint32(value.uint32);
        writer.hyper(value.hyper);
        writer.uhyper(value.uhyper);
        writer.double(value.double);
        writer.bool(value.bool);
        writer.string(value.string);
        writer.opaque(value.opaque);
        assert.equal(writer.length % 4, 0);
        const reader = new XdrReader(writer.bytes);
        const again = {
          int32: reader.int32(),
          uint32: reader.uint32(),
          hyper: reader.hyper(),
          uhyper: reader.uhyper(),
          double: reader.double(),
          bool: reader.bool(),
          string: reader.string(),
          opaque: new Uint8Array(reader.opaque(1000)),
        };
        reader.finish();
        assert.deepEqual(again, value);
      }),
    );
  });

  it('refuses values that do not fit', () => {
    const f = (write: (w: XdrWriter) => void) => assert.throws(() => write(new XdrWriter()), RangeError);
    f((w) => w.int32(2 ** 31));
    f((w) => w.int32(1.5));
    f((w) => w.int32(NaN));
    f((w) => w.uint32(-1));
    f((w) => w.uint32(2 ** 32));
    f((w) => w.hyper(2n ** 63n));
    f((w) => w.uhyper(-1n));
    f((w) => w.string('abcde', 4));
    f((w) => w.patchUint32(0, 1));
  });

  it('uses its buffer again after reset and patches words written before', () => {
    const writer = new XdrWriter();
    writer.string('forgotten');
    writer.reset();
    writer.uint32(0);
    writer.patchUint32(0, 7);
    assert.deepEqual([...writer.bytes], [0, 0, 0, 7]);
  });
});
