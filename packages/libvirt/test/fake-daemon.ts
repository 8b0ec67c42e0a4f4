import assert from 'node:assert/strict';
import { duplexPair, type Duplex } from 'node:stream';
import {
  decodeFrame,
  decodePayload,
  encodeFrame,
  errorPayload,
  events,
  FRAME_STATUS,
  FRAME_TYPE,
  FrameSplitter,
  procedureName,
  procedures,
  PROGRAM,
  type ArgsOf,
  type Codec,
  type ErrorPayload,
  type EventKind,
  type Frame,
  type ProcedureName,
  type ReplyOf,
} from '../src/wire.ts';

type Table = typeof procedures;
/**
 * What a daemon answers by itself, by procedure; what is not here waits for `reply`. Bytes are sent as they are, right or
 * wrong, and null is no answer at all.
 */
export type Answers = {
  [N in ProcedureName]?: (args: ArgsOf<Table[N]>) => ReplyOf<Table[N]> | Uint8Array | null;
};

export const NO_ERROR: ErrorPayload = {
  code: 0,
  domain: 10,
  message: null,
  level: 2,
  dom: null,
  str1: null,
  str2: null,
  str3: null,
  int1: -1,
  int2: -1,
  network: null,
};

/** The daemon's side of a connection, as a test drives it. */
export class FakeDaemon {
  readonly stream: Duplex;
  readonly received: Frame[] = [];
  readonly #answers: Answers;
  readonly #splitter = new FrameSplitter();
  #wake: (() => void)[] = [];

  constructor(stream: Duplex, answers: Answers = {}) {
    this.stream = stream;
    this.#answers = answers;
    stream.on('data', (chunk: Uint8Array) => this.#splitter.push(chunk, (bytes) => this.#take(bytes)));
    stream.on('error', () => {});
  }

  /** A daemon and the stream that leads to it, without a socket. */
  static pair(answers: Answers = {}): { daemon: FakeDaemon; stream: Duplex } {
    const [stream, other] = duplexPair();
    return { daemon: new FakeDaemon(other, answers), stream };
  }

  /** The nth frame received for a procedure, once it is there. */
  async call(name: ProcedureName, nth = 0): Promise<Frame> {
    const { program, number } = procedures[name];
    return this.#frame((frame) => frame.program === program && frame.procedure === number, nth);
  }

  async keepalive(procedure: number, nth = 0): Promise<Frame> {
    return this.#frame((frame) => frame.program === PROGRAM.keepalive && frame.procedure === procedure, nth);
  }

  reply<N extends ProcedureName>(call: Frame, name: N, value: ReplyOf<Table[N]>): void {
    const header = { ...call, type: FRAME_TYPE.reply };
    this.stream.write(encodeFrame(header, procedures[name].reply as Codec<unknown>, value));
  }

  /** Answers with a payload as it is. */
  replyRaw(call: Frame, payload: Uint8Array): void {
    const bytes = Buffer.concat([encodeFrame({ ...call, type: FRAME_TYPE.reply }), payload]);
    bytes.writeUInt32BE(bytes.length);
    this.stream.write(bytes);
  }

  fail(call: Frame, error: Partial<ErrorPayload>): void {
    const header = { ...call, type: FRAME_TYPE.reply, status: FRAME_STATUS.error };
    this.stream.write(encodeFrame(header, errorPayload, { ...NO_ERROR, ...error }));
  }

  event(kind: EventKind, payload: unknown): void {
    const codec: Codec<never> = events[kind].payload as Codec<never>;
    this.stream.write(encodeFrame(messageHeader(events[kind].number), codec, payload as never));
  }

  keepaliveMessage(procedure: number): void {
    this.stream.write(encodeFrame({ ...messageHeader(procedure), program: PROGRAM.keepalive, serial: 0 }));
  }

  #take(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    this.received.push(frame);
    for (const wake of this.#wake.splice(0)) wake();
    const name = procedureName(frame.program, frame.procedure);
    const answer = name && (this.#answers[name] as ((args: unknown) => unknown) | undefined);
    if (!name || !answer) return;
    const args = decodePayload(procedures[name].args as Codec<unknown>, frame.payload);
    const value = answer(args);
    if (value instanceof Uint8Array) this.replyRaw(frame, value);
    else if (value !== null) this.reply(frame, name, value as never);
  }

  async #frame(matches: (frame: Frame) => boolean, nth: number): Promise<Frame> {
    for (;;) {
      const found = this.received.filter(matches)[nth];
      if (found) return found;
      assert.ok(!this.stream.destroyed, 'the connection lives');
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}

export function messageHeader(procedure: number) {
  const { ok: status } = FRAME_STATUS;
  return { program: PROGRAM.remote, version: 1, procedure, type: FRAME_TYPE.message, serial: 1, status };
}
