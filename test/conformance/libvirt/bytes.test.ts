import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  decodeFrame,
  decodePayload,
  encodeFrame,
  errorPayload,
  eventKind,
  events,
  FRAME_STATUS,
  FRAME_TYPE,
  procedureName,
  procedures,
  PROGRAM,
  type Codec,
  type Frame,
} from '../../../packages/libvirt/src/wire.ts';
import { sessions, vectors } from './sessions.ts';

describe('recorded libvirt sessions', () => {
  for (const session of sessions()) {
    it(`${session.name} decodes and encodes to the same bytes in both directions`, () => {
      for (const { bytes, frame } of [...session.calls, ...session.replies]) sameBytes(bytes, frame);
    });
  }

  it('every procedure of a recording has codecs', () => {
    const unknown = sessions()
      .flatMap((session) => session.calls)
      .filter(({ frame }) => frame.program !== PROGRAM.keepalive)
      .filter(({ frame }) => procedureName(frame.program, frame.procedure) === null);
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
  const codec = codecOf(frame);
  const again = codec ? encodeFrame(frame, codec, decodePayload(codec, frame.payload)) : encodeFrame(frame);
  assert.equal(Buffer.from(again).toString('hex'), Buffer.from(bytes).toString('hex'));
}

function codecOf(frame: Frame): Codec<unknown> | null {
  if (frame.program === PROGRAM.keepalive) return null;
  if (frame.status === FRAME_STATUS.error) return errorPayload as Codec<unknown>;
  if (frame.type === FRAME_TYPE.message) {
    const kind = eventKind(frame.procedure);
    assert.ok(kind, `message ${frame.procedure} is known`);
    return events[kind].payload as Codec<unknown>;
  }
  const name = procedureName(frame.program, frame.procedure);
  if (name === null) return null;
  const { args, reply } = procedures[name];
  return (frame.type === FRAME_TYPE.call ? args : reply) as Codec<unknown>;
}
