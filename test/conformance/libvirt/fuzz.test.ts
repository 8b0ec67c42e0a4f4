import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { NameTable, scanDomainStats } from '../../../packages/libvirt/src/mod.ts';
import {
  decodeFrame,
  decodePayload,
  encodeFrame,
  errorPayload,
  events,
  FrameSplitter,
  ProtocolError,
  typedParam,
} from '../../../packages/libvirt/src/wire.ts';
import { frameCodec } from './frame-codec.ts';
import { sessions } from './sessions.ts';

/** Distinct frames, each kind once or a few times; the large ones cut only here and there. */
const frames = [
  ...new Map(
    sessions()
      .flatMap(({ calls, replies }) => calls.concat(replies))
      .filter(({ frame }) => frameCodec(frame) !== null)
      .map((one) => [
        `${one.frame.procedure} ${one.frame.type} ${one.frame.status} ${one.bytes.length}`,
        one.bytes,
      ]),
  ).values(),
];

describe('hostile frames', () => {
  it('truncated at any word they are refused', () => {
    for (const bytes of frames) {
      const step = Math.max(4, (bytes.length >> 10) * 4);
      for (let end = 28; end < bytes.length; end += step) {
        const codec = frameCodec(decodeFrame(bytes))!;
        assert.throws(() => decodePayload(codec, bytes.subarray(28, end)), ProtocolError);
      }
    }
  });

  it('with flipped bits they are a value or a ProtocolError', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...frames), flips, (bytes, list) => {
        const changed = Uint8Array.from(bytes);
        for (const [at, bit] of list) changed[at % changed.length]! ^= 1 << bit;
        survives(() => {
          new FrameSplitter().push(changed, (one) => {
            const frame = decodeFrame(one);
            const codec = frameCodec(frame);
            if (codec) decodePayload(codec, frame.payload);
          });
        });
        survives(() => scan(changed.subarray(28)));
      }),
      { numRuns: 1000 },
    );
  });

  it('of random bytes they are refused or held back, never more than was sent', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (chunks) => {
        const splitter = new FrameSplitter();
        let sent = 0;
        survives(() => {
          for (const chunk of chunks) {
            sent += chunk.length;
            splitter.push(chunk, (bytes) => survives(() => decodeFrame(bytes)));
            assert.ok(splitter.pendingBytes <= sent);
          }
        });
        survives(() => scan(Buffer.concat(chunks)));
      }),
    );
  });

  it('with counts of 4 thousand million in every place of a count they are refused', () => {
    for (const bytes of frames.filter(({ length }) => length < 2048)) {
      const codec = frameCodec(decodeFrame(bytes))!;
      for (let at = 28; at < bytes.length; at += 4) {
        const changed = Buffer.from(bytes);
        changed.writeUInt32BE(0xffff_ffff, at);
        survives(() => decodePayload(codec, changed.subarray(28)));
        survives(() => scan(changed.subarray(28)));
      }
    }
  });

  it('known to be broken elsewhere they are refused', () => {
    const domain = { name: 'test', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 1 };
    const header = { program: 0x20008086, version: 1, procedure: 22, type: 1, serial: 1, status: 1 };
    const error = {
      code: 42,
      domain: 12,
      message: 'Domain not found',
      level: 2,
      dom: domain,
      str1: null,
      str2: null,
      str3: null,
      int1: 0,
      int2: 0,
      network: null,
    };
    const whole = encodeFrame(header, errorPayload, error).subarray(28);
    const throughLevel = 4 + 4 + 4 + 4 + 16 + 4;
    const f = (run: () => unknown) => assert.throws(run, ProtocolError);
    // An error that ends after its level.
    f(() => decodePayload(errorPayload, whole.subarray(0, throughLevel)));
    // A lifecycle event whose name has no padding.
    const event = { callbackId: 1, domain: { ...domain, name: 'testy' }, event: 1, detail: 0 };
    const bytes = encodeFrame(header, events.lifecycle.payload, event).subarray(28);
    const nameEnd = 4 + 4 + 5;
    const misaligned = Buffer.concat([bytes.subarray(0, nameEnd), bytes.subarray(nameEnd + 3)]);
    f(() => decodePayload(events.lifecycle.payload, misaligned));
    // A parameter of a type that does not exist cannot be skipped.
    f(() => decodePayload(typedParam, Buffer.from('000000016100000000000008000000010000000', 'hex')));
  });
});

function scan(payload: Uint8Array): void {
  scanDomainStats(payload, new NameTable(), { domain: () => true, field() {} });
}

function survives(run: () => void): void {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error));
  }
}
