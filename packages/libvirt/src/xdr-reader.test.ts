import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProtocolError } from './error.ts';
import { readText, XdrReader } from './xdr-reader.ts';

const reader = (hex: string) => new XdrReader(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('XdrReader', () => {
  it('reads every type of RFC 4506 that libvirt uses', () => {
    assert.equal(reader('ffffffff').int32(), -1);
    assert.equal(reader('ffffffff').uint32(), 4_294_967_295);
    assert.equal(reader('8000000000000000').hyper(), -(2n ** 63n));
    assert.equal(reader('ffffffffffffffff').uhyper(), 2n ** 64n - 1n);
    assert.equal(reader('3ff8000000000000').double(), 1.5);
    assert.equal(reader('00000001').bool(), true);
    assert.equal(reader('00000003 76646100').string(), 'vda');
    assert.deepEqual([...reader('00000001 ff000000').opaque(4)], [255]);
  });

  it('makes U+FFFD of invalid UTF-8 instead of failing', () => {
    assert.equal(reader('00000002 c3280000').string(), '\uFFFD(');
  });

  it('reads only its range', () => {
    const bytes = Buffer.from('000000010000000200000003', 'hex');
    const part = new XdrReader(bytes, 4, 8);
    assert.equal(part.uint32(), 2);
    assert.throws(() => part.uint32(), ProtocolError);
    assert.throws(() => new XdrReader(bytes, 0, 13), RangeError);
  });

  it('refuses what ends too early, breaks a limit or is not zero where it must be', () => {
    const f = (hex: string, read: (r: XdrReader) => unknown, want: RegExp) =>
      assert.throws(
        () => read(reader(hex)),
        (error) => {
          assert.ok(error instanceof ProtocolError);
          assert.equal(error.code, 'PROTOCOL');
          assert.match(error.message, want);
          return true;
        },
      );
    f('000000', (r) => r.int32(), /only 3 are left/);
    f('00000000', (r) => r.hyper(), /only 0 are left/);
    f('00000002', (r) => r.bool(), /it is 2/);
    f('ffffffff', (r) => r.string(), /the limit is 4194304/);
    f('00000009 41', (r) => r.string(), /only 1 are left/);
    f('00000001 41000001', (r) => r.string(), /not zero/);
    f('00000001 41', (r) => r.string(), /only 0 are left/);
    f('00000005', (r) => r.count(4, 0), /limit is 4/);
    f('00000002 00000000', (r) => r.count(9, 4), /only 4 bytes are left/);
    f('00000005', (r) => r.opaque(4), /limit is 4/);
    f('00000000', (r) => r.finish(), /4 bytes left over/);
  });
});

describe('readText', () => {
  it('gives the same for short and long text, ASCII or not', () => {
    for (const text of ['', 'vda', 'größe', 'x'.repeat(200), `${'x'.repeat(70)}ö`]) {
      const bytes = Buffer.from(`--${text}--`);
      assert.equal(readText(bytes, 2, bytes.length - 2), text);
    }
  });
});
