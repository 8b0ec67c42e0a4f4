import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { RandomReader } from '../test/random-reader.ts';
import type { Codec } from './codec/codec.ts';
import { connectionClosed, events } from './codec/event.ts';
import { errorPayload } from './codec/error.ts';
import { ProtocolError } from './error.ts';
import { decodePayload, PROGRAM } from './frame.ts';
import { eventKind, procedureName, procedures } from './procedures.ts';
import { XdrWriter } from './xdr-writer.ts';

const codecs: [name: string, codec: Codec<unknown>][] = [
  ...Object.entries(procedures).flatMap(([name, { args, reply }]): [string, Codec<unknown>][] => [
    [`${name} arguments`, args as Codec<unknown>],
    [`${name} reply`, reply as Codec<unknown>],
  ]),
  ...Object.entries(events).map(([kind, event]): [string, Codec<unknown>] => [
    `event ${kind}`,
    event.payload as Codec<unknown>,
  ]),
  ['error', errorPayload],
  ['connection closed', connectionClosed],
];

describe('procedures', () => {
  for (const [name, codec] of codecs) {
    it(`${name}: every value comes back from its bytes`, () => {
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const value = codec.decode(new RandomReader(seed));
          const bytes = encode(codec, value);
          assert.ok(bytes.length >= codec.minBytes);
          assert.deepEqual(decodePayload(codec, bytes), value);
        }),
        { numRuns: 30 },
      );
    });

    it(`${name}: random bytes are a value or a ProtocolError`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
          try {
            decodePayload(codec, bytes);
          } catch (error) {
            assert.ok(error instanceof ProtocolError, String(error));
          }
        }),
        { numRuns: 30 },
      );
    });
  }

  it('procedureName and eventKind are null for numbers not in the table', () => {
    assert.equal(procedureName(PROGRAM.remote, 344), 'CONNECT_GET_ALL_DOMAIN_STATS');
    assert.equal(procedureName(PROGRAM.qemu, 344), null);
    assert.equal(eventKind(318), 'lifecycle');
    assert.equal(eventKind(1), null);
  });
});

function encode(codec: Codec<unknown>, value: unknown): Uint8Array {
  const writer = new XdrWriter();
  codec.encode(writer, value);
  return writer.bytes;
}
