import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  decodeFrame,
  decodePayload,
  encodeFrame,
  PROGRAM,
  type Frame,
} from '../../../packages/libvirt/src/wire.ts';
import { frameCodec } from './frame-codec.ts';
import { sessions, vectors } from './sessions.ts';

describe('recorded libvirt sessions', () => {
  for (const session of sessions()) {
    it(`${session.name} decodes and encodes to the same bytes in both directions`, () => {
      for (const { bytes, frame } of [...session.calls, ...session.replies]) sameBytes(bytes, frame);
    });
  }

  it('every frame of a recording but keepalives has a codec', () => {
    const unknown = sessions()
      .flatMap(({ calls, replies }) => calls.concat(replies))
      .filter(({ frame }) => frame.program !== PROGRAM.keepalive && frameCodec(frame) === null);
    assert.deepEqual(unknown, []);
  });
});

describe('vectors of the test driver', () => {
  for (const vector of vectors()) {
    it(`${vector.name} decodes and encodes to the same bytes in both directions`, () => {
      sameBytes(vector.request, decodeFrame(vector.request));
      sameBytes(vector.reply, decodeFrame(vector.reply));
    });
  }
});

function sameBytes(bytes: Uint8Array, frame: Frame): void {
  const codec = frameCodec(frame);
  const again = codec
    ? encodeFrame(frame, codec, decodePayload(codec, frame.payload))
    : Buffer.concat([encodeFrame(frame), frame.payload]);
  assert.equal(Buffer.from(again).toString('hex'), Buffer.from(bytes).toString('hex'));
}
