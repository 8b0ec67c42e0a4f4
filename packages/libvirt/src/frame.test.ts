import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { string } from './codec/codec.ts';
import { ProtocolError } from './error.ts';
import { decodeFrame, decodePayload, encodeFrame, FrameSplitter, MAX_FRAME_BYTES } from './frame.ts';

const header = { program: 0x20008086, version: 1, procedure: 66, type: 0, serial: 1, status: 0 };

describe('encodeFrame', () => {
  it('puts length and header before the payload', () => {
    const bytes = encodeFrame(header, string, 'ab');
    assert.equal(
      Buffer.from(bytes).toString('hex'),
      '00000024' +
        '20008086' +
        '00000001' +
        '00000042' +
        '00000000' +
        '00000001' +
        '00000000' +
        '0000000261620000',
    );
    const { payload, ...again } = decodeFrame(bytes);
    assert.deepEqual(again, header);
    assert.equal(decodePayload(string, payload), 'ab');
  });
});

describe('decodeFrame', () => {
  it('refuses a length word that is not the length', () => {
    const bytes = Buffer.from(encodeFrame(header));
    bytes.writeUInt32BE(32);
    assert.throws(() => decodeFrame(bytes), ProtocolError);
    assert.throws(() => decodeFrame(bytes.subarray(0, 20)), ProtocolError);
  });
});

describe('FrameSplitter', () => {
  const split = (chunks: Uint8Array[]) => {
    const splitter = new FrameSplitter();
    const frames: Uint8Array[] = [];
    for (const chunk of chunks) splitter.push(chunk, (frame) => frames.push(frame));
    return { frames, splitter };
  };

  it('finds the same frames however the stream is cut', () => {
    const texts = fc.array(fc.string({ maxLength: 40 }), { maxLength: 6 });
    const cuts = fc.array(fc.nat({ max: 300 }), { maxLength: 12 });
    fc.assert(
      fc.property(texts, cuts, (list, cutList) => {
        const whole = list.map((text) => Buffer.from(encodeFrame(header, string, text)));
        const stream = Buffer.concat(whole);
        const points = [
          0,
          ...cutList.filter((cut) => cut < stream.length).sort((a, b) => a - b),
          stream.length,
        ];
        const chunks = points.slice(1).map((point, i) => stream.subarray(points[i], point));
        const { frames, splitter } = split(chunks);
        assert.deepEqual(
          frames.map((frame) => Buffer.from(frame).toString('hex')),
          whole.map((frame) => frame.toString('hex')),
        );
        assert.equal(splitter.pendingBytes, 0);
      }),
    );
  });

  it('does not copy a frame that lies in one chunk', () => {
    const chunk = new Uint8Array([...encodeFrame(header), ...encodeFrame(header, string, 'x')]);
    const { frames } = split([chunk]);
    assert.equal(frames.length, 2);
    for (const frame of frames) assert.equal(frame.buffer, chunk.buffer);
  });

  it('refuses lengths outside the limits as soon as the length word is whole', () => {
    const f = (length: number) => {
      const word = Buffer.alloc(4);
      word.writeUInt32BE(length);
      for (const chunks of [[word], [word.subarray(0, 1), word.subarray(1)]]) {
        assert.throws(() => split(chunks), ProtocolError, `length ${length}`);
      }
    };
    for (const length of [0, 27, MAX_FRAME_BYTES + 1, 0x8000_0000, 0xffff_ffff]) f(length);
  });

  it('takes at most twice the memory of what it received, in however small pieces', () => {
    const splitter = new FrameSplitter();
    const word = Uint8Array.of(2, 0, 0, 0);
    splitter.push(word, () => assert.fail('no frame is whole'));
    for (let n = 0; n < 10_000; n += 1)
      splitter.push(Uint8Array.of(n), () => assert.fail('no frame is whole'));
    assert.equal(splitter.pendingBytes, 10_004);
    assert.ok(splitter.capacity <= 2 * 10_004, String(splitter.capacity));
  });

  it('makes room for a whole frame once, when a megabyte of it has come', () => {
    const splitter = new FrameSplitter();
    const word = Buffer.alloc(4);
    word.writeUInt32BE(MAX_FRAME_BYTES);
    const rooms = new Set<number>();
    splitter.push(word, () => assert.fail('no frame is whole'));
    for (let n = 0; n < 100; n += 1) {
      splitter.push(new Uint8Array(65_536), () => assert.fail('no frame is whole'));
      rooms.add(splitter.capacity);
    }
    const large = [...rooms].filter((room) => room > 2 * 1_048_576);
    assert.deepEqual(large, [MAX_FRAME_BYTES]);
  });

  it('holds no more than it received of a long frame', () => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(MAX_FRAME_BYTES);
    assert.equal(split([word]).splitter.pendingBytes, 4);
  });
});
