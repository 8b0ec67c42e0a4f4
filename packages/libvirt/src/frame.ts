import type { Codec } from './codec/codec.ts';
import { ProtocolError } from './error.ts';
import { XdrReader } from './xdr-reader.ts';
import { XdrWriter } from './xdr-writer.ts';

/** Length word and header of every frame, in bytes. */
export const HEADER_BYTES = 28;
/** The longest frame libvirt sends or takes, length word included. */
export const MAX_FRAME_BYTES = 33_554_436;

/** So much of a frame makes room for all of it. */
const WHOLE_FROM_BYTES = 1_048_576;

export const PROGRAM = {
  remote: 0x20008086,
  qemu: 0x20008087,
  keepalive: 0x6b656570,
} as const;

export const FRAME_TYPE = { call: 0, reply: 1, message: 2, stream: 3 } as const;
export const FRAME_STATUS = { ok: 0, error: 1, continue: 2 } as const;
export const KEEPALIVE = { ping: 1, pong: 2 } as const;

/** The six header words that follow a frame's length word. */
export interface FrameHeader {
  program: number;
  version: number;
  procedure: number;
  type: number;
  serial: number;
  status: number;
}

/** One whole frame; `payload` is a view into the received bytes. */
export interface Frame extends FrameHeader {
  payload: Uint8Array;
}

/**
 * Encodes one frame with its payload.
 *
 * @throws {RangeError} if a value does not fit its type or the frame is over `MAX_FRAME_BYTES`.
 */
export function encodeFrame(header: FrameHeader): Uint8Array;
export function encodeFrame<T>(header: FrameHeader, codec: Codec<T>, value: T): Uint8Array;
export function encodeFrame<T>(header: FrameHeader, codec?: Codec<T>, value?: T): Uint8Array {
  const writer = new XdrWriter();
  const start = beginFrame(writer, header);
  if (codec) codec.encode(writer, value as T);
  endFrame(writer, start);
  return writer.bytes;
}

/** Writes length placeholder and header; give the result to `endFrame` after the payload. */
export function beginFrame(writer: XdrWriter, header: FrameHeader): number {
  const start = writer.length;
  writer.uint32(0);
  writer.uint32(header.program);
  writer.uint32(header.version);
  writer.int32(header.procedure);
  writer.int32(header.type);
  writer.uint32(header.serial);
  writer.int32(header.status);
  return start;
}

/** Completes the frame begun at `start` with its length. */
export function endFrame(writer: XdrWriter, start: number): void {
  const length = writer.length - start;
  if (length > MAX_FRAME_BYTES) {
    throw new RangeError(`Cannot encode frame: ${length} bytes are over the limit of ${MAX_FRAME_BYTES}`);
  }
  writer.patchUint32(start, length);
}

/** Decodes the bytes of exactly one frame, as `FrameSplitter` delivers them. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const reader = new XdrReader(bytes);
  const length = checkLength(reader.uint32());
  if (length !== bytes.length) {
    throw new ProtocolError(`Cannot decode frame: length word ${length} on ${bytes.length} bytes`);
  }
  return {
    program: reader.uint32(),
    version: reader.uint32(),
    procedure: reader.int32(),
    type: reader.int32(),
    serial: reader.uint32(),
    status: reader.int32(),
    payload: bytes.subarray(HEADER_BYTES),
  };
}

/** Decodes a whole payload and refuses bytes left over. */
export function decodePayload<T>(codec: Codec<T>, payload: Uint8Array): T {
  const reader = new XdrReader(payload);
  const value = codec.decode(reader);
  reader.finish();
  return value;
}

/** Cuts a stream of chunks into whole frames. */
export class FrameSplitter {
  /**
   * The bytes of an unfinished frame. It grows with bytes received, at most to twice as many, and takes the whole frame
   * only when a megabyte of it is there: then memory that nothing was written to yet is no memory of the machine, and
   * moving what is there takes long. Chunks are copied into it at once, since each of a million small ones would cost
   * an object.
   */
  #held: Uint8Array = new Uint8Array(0);
  #have = 0;
  #want = 0;

  /**
   * Takes the next bytes and calls `sink` for every frame they complete.
   * A frame that lies within `chunk` is a view of it, any other is copied.
   *
   * @throws {ProtocolError} if a length word is out of bounds; the stream cannot be used after it.
   */
  push(chunk: Uint8Array, sink: (frame: Uint8Array) => void): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#have > 0) {
        const taken = this.#continue(rest);
        rest = rest.subarray(taken);
        if (this.#want > 0 && this.#have === this.#want) sink(this.#take());
        continue;
      }
      if (rest.length < 4) return this.#keep(rest);
      const length = checkLength(lengthWord(rest));
      if (rest.length < length) {
        this.#want = length;
        return this.#keep(rest);
      }
      sink(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  }

  /** Bytes of an unfinished frame that are being held. */
  get pendingBytes(): number {
    return this.#have;
  }

  /** Bytes of memory they take. */
  get capacity(): number {
    return this.#held.length;
  }

  #continue(rest: Uint8Array): number {
    // Until the length word is whole, only its missing bytes are taken.
    const missing = (this.#want > 0 ? this.#want : 4) - this.#have;
    const taken = Math.min(missing, rest.length);
    this.#keep(rest.subarray(0, taken));
    if (this.#want === 0 && this.#have === 4) this.#want = checkLength(lengthWord(this.#held));
    return taken;
  }

  #keep(part: Uint8Array): void {
    const length = this.#have + part.length;
    if (length > this.#held.length) {
      const room = length > WHOLE_FROM_BYTES ? this.#want : Math.max(length, this.#have * 2);
      const larger = new Uint8Array(Math.min(this.#want || 4, room));
      larger.set(this.#held.subarray(0, this.#have));
      this.#held = larger;
    }
    this.#held.set(part, this.#have);
    this.#have = length;
  }

  #take(): Uint8Array {
    const frame = this.#held.subarray(0, this.#want);
    this.#held = new Uint8Array(0);
    this.#have = 0;
    this.#want = 0;
    return frame;
  }
}

function lengthWord(bytes: Uint8Array): number {
  return ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
}

function checkLength(length: number): number {
  if (length < HEADER_BYTES || length > MAX_FRAME_BYTES) {
    throw new ProtocolError(
      `Cannot accept frame: length ${length} is outside ${HEADER_BYTES}..${MAX_FRAME_BYTES}`,
    );
  }
  return length;
}
