import type { Duplex } from 'node:stream';
import type { Codec } from './codec/codec.ts';
import { errorPayload } from './codec/error.ts';
import {
  ConnectionClosedError,
  DeadlineError,
  LibvirtError,
  ProtocolError,
  type CloseReason,
} from './error.ts';
import { refuseForeign } from './foreign.ts';
import {
  decodeFrame,
  decodePayload,
  encodeFrame,
  FRAME_STATUS,
  FRAME_TYPE,
  FrameSplitter,
  HEADER_BYTES,
  KEEPALIVE,
  PROGRAM,
  type Frame,
} from './frame.ts';
import { Keepalive } from './keepalive.ts';
import { givenUp, Observation, type CallObserver } from './observer.ts';
import { procedures, type ArgsOf, type ProcedureName, type ReplyOf } from './procedures.ts';
import { realTimers, type Timers } from './timers.ts';

/** Options of a call. */
export interface CallOptions {
  /** Stops waiting; the daemon goes on, and its answer is discarded when it comes. */
  signal?: AbortSignal;
  /** Milliseconds from now, time in the queue included; `Infinity` for none. Default: the connection's. */
  deadlineMs?: number;
}

export interface ConnectionOptions {
  /** Deadline of a call that names none. Default 30,000 ms. */
  deadlineMs?: number;
  /** After this long without a frame a ping is sent; 0 for never. Default 5,000 ms. */
  keepaliveMs?: number;
  /** The connection is lost after this many pings without a frame. Default 5. */
  keepaliveCount?: number;
  /** Calls at the daemon at a time. Default 4: at 5 the daemon stops reading the socket. */
  maxInFlight?: number;
  /** Told of every call that has ended. Default: none, at no cost. */
  observer?: CallObserver | undefined;
  /** For tests. */
  timers?: Timers;
}

/** Above this pings are not answered: the pongs to a peer that does not read would fill the memory. */
const MAX_UNSENT_BYTES = 65_536;

interface Pending {
  name: ProcedureName;
  frame: (serial: number) => Uint8Array;
  resolve: (payload: Uint8Array) => void;
  reject: (error: unknown) => void;
  /** The caller has been answered although the daemon has not. */
  abandoned: boolean;
  /** Resolves `settled` of an abandoned call. */
  settle: () => void;
  release: () => void;
  /** Null where no one observes. */
  observation: Observation | null;
}

/**
 * Calls and messages over one stream to a libvirt daemon.
 * Replies may come in any order; reconnecting is the caller's decision.
 */
export class Connection {
  /** Resolves with the reason when the connection has ended. */
  readonly closed: Promise<ConnectionClosedError>;
  readonly #stream: Duplex;
  readonly #deadlineMs: number;
  readonly #maxInFlight: number;
  readonly #timers: Timers;
  readonly #observer: CallObserver | null;
  readonly #keepalive: Keepalive;
  readonly #splitter = new FrameSplitter();
  readonly #inFlight = new Map<number, Pending>();
  readonly #queue = new Set<Pending>();
  readonly #listeners = new Set<(frame: Frame) => void>();
  readonly #resolveClosed: (error: ConnectionClosedError) => void;
  #serial = 0;
  #hasHeard = false;
  #answered = 0;
  #ended: ConnectionClosedError | null = null;

  constructor(stream: Duplex, options: ConnectionOptions = {}) {
    this.#stream = stream;
    this.#deadlineMs = options.deadlineMs ?? 30_000;
    this.#maxInFlight = options.maxInFlight ?? 4;
    this.#timers = options.timers ?? realTimers;
    this.#observer = options.observer ?? null;
    const { promise, resolve } = Promise.withResolvers<ConnectionClosedError>();
    this.closed = promise;
    this.#resolveClosed = resolve;
    this.#keepalive = new Keepalive({
      intervalMs: options.keepaliveMs ?? 5000,
      count: options.keepaliveCount ?? 5,
      timers: this.#timers,
      ping: () => this.#sendKeepalive(KEEPALIVE.ping),
      lost: (missed) => this.#end('keepalive', `${missed} pings were not answered`),
    });
    stream.on('data', (chunk: Uint8Array) => this.#receive(chunk));
    stream.on('error', (error) => this.#end('transport', error.message, error));
    stream.on('end', () => this.#end('peer', 'closed by the daemon'));
    stream.on('close', () => this.#end('peer', 'closed by the daemon'));
  }

  /** Calls sent whose answer has not come, stuck ones included. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Calls waiting for a place in flight. */
  get queued(): number {
    return this.#queue.size;
  }

  /** Calls in flight whose caller has given up. */
  get stuck(): number {
    let count = 0;
    for (const call of this.#inFlight.values()) if (call.abandoned) count += 1;
    return count;
  }

  get ended(): boolean {
    return this.#ended !== null;
  }

  /**
   * Calls a procedure and decodes its answer.
   *
   * @throws {LibvirtError} the daemon's own answer.
   * @throws {DeadlineError} no answer in time.
   * @throws {ConnectionClosedError} the connection is or was lost.
   * @throws {ProtocolError} the answer does not decode.
   */
  async call<N extends ProcedureName>(
    name: N,
    args: ArgsOf<(typeof procedures)[N]>,
    options: CallOptions = {},
  ): Promise<ReplyOf<(typeof procedures)[N]>> {
    const payload = await this.callRaw(name, args, options);
    return decodePayload(procedures[name].reply as Codec<ReplyOf<(typeof procedures)[N]>>, payload);
  }

  /** Calls a procedure and returns the bytes of its answer, for readers such as `scanDomainStats`. */
  callRaw<N extends ProcedureName>(
    name: N,
    args: ArgsOf<(typeof procedures)[N]>,
    options: CallOptions = {},
  ): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const settled = Promise.withResolvers<void>();
    const { signal, deadlineMs = this.#deadlineMs } = options;
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(signal.reason as Error);

    const onAbort = () => this.#abandon(call, signal?.reason);
    const onDeadline = () =>
      this.#abandon(call, new DeadlineError(name, deadlineMs, !this.#queue.has(call), settled.promise));
    const timer = Number.isFinite(deadlineMs) ? this.#timers.set(onDeadline, deadlineMs) : null;
    const { program, number: procedure, args: codec } = procedures[name];
    const header = { program, version: 1, procedure, type: FRAME_TYPE.call, status: FRAME_STATUS.ok };
    const call: Pending = {
      name,
      frame: (serial) => encodeFrame({ ...header, serial }, codec as never, args as never),
      resolve,
      reject,
      abandoned: false,
      settle: settled.resolve,
      release: () => {
        if (timer !== null) this.#timers.clear(timer);
        signal?.removeEventListener('abort', onAbort);
      },
      observation: this.#observe(name),
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#queue.add(call);
    this.#sendQueued();
    return promise;
  }

  /** Replies to calls so far, refusals included. */
  get answered(): number {
    return this.#answered;
  }

  /** Calls `listener` with every message that is not a keepalive, until the function that it returns is called. */
  onMessage(listener: (frame: Frame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the connection now; calls that wait are rejected. */
  close(): void {
    this.#end('caller', 'closed by the caller');
  }

  /**
   * Ends the connection because what came over it makes no sense: nothing read from it afterwards could be trusted.
   * `closed` resolves with reason `protocol` and the error's message.
   */
  fail(error: Error): void {
    this.#end('protocol', error.message, error);
  }

  #observe(procedure: ProcedureName): Observation | null {
    const observer = this.#observer;
    return observer && new Observation({ observer, procedure, now: () => this.#timers.now() });
  }

  #sendQueued(): void {
    for (const call of this.#queue) {
      if (this.#inFlight.size >= this.#maxInFlight) return;
      this.#queue.delete(call);
      const serial = this.#nextSerial();
      let bytes: Uint8Array;
      try {
        bytes = call.frame(serial);
      } catch (error) {
        this.#answer(call, () => call.reject(error));
        continue;
      }
      this.#inFlight.set(serial, call);
      call.observation?.sent(serial, bytes.length);
      this.#stream.write(bytes);
    }
  }

  /** Skips the serials of calls in flight: a stuck call keeps its serial when the counter wraps. */
  #nextSerial(): number {
    do this.#serial = (this.#serial + 1) >>> 0;
    while (this.#serial === 0 || this.#inFlight.has(this.#serial));
    return this.#serial;
  }

  #abandon(call: Pending, error: unknown): void {
    call.release();
    call.abandoned = true;
    // A call that was never sent has nothing left to wait for.
    if (this.#queue.delete(call)) call.settle();
    call.observation?.ended(givenUp(error));
    call.reject(error);
  }

  #answer(call: Pending, deliver: () => void): void {
    call.release();
    if (!call.abandoned) deliver();
    call.settle();
  }

  #receive(chunk: Uint8Array): void {
    this.#keepalive.heard();
    try {
      if (!this.#hasHeard) refuseForeign(chunk);
      this.#hasHeard = true;
      this.#splitter.push(chunk, (bytes) => {
        if (!this.#ended) this.#dispatch(decodeFrame(bytes));
      });
    } catch (error) {
      this.fail(error as Error);
      // A bug: the waiting calls are rejected, and the process handler logs the error.
      if (!(error instanceof ProtocolError)) throw error;
    }
  }

  /** By type first: events and keepalives carry serials that also belong to calls. */
  #dispatch(frame: Frame): void {
    if (frame.type === FRAME_TYPE.reply) return this.#reply(frame);
    if (frame.type !== FRAME_TYPE.message)
      throw new ProtocolError(`Cannot accept frame of type ${frame.type}`);
    if (frame.program !== PROGRAM.keepalive) {
      for (const listener of this.#listeners) listener(frame);
    } else if (frame.procedure === KEEPALIVE.ping && this.#stream.writableLength < MAX_UNSENT_BYTES) {
      this.#sendKeepalive(KEEPALIVE.pong);
    }
  }

  #reply(frame: Frame): void {
    const call = this.#inFlight.get(frame.serial);
    const expected = call && procedures[call.name];
    if (!call || expected?.program !== frame.program || expected.number !== frame.procedure) {
      throw new ProtocolError(`Cannot accept reply: no call ${frame.serial} to procedure ${frame.procedure}`);
    }
    this.#inFlight.delete(frame.serial);
    this.#answered++;
    this.#answer(call, () => {
      const bytes = HEADER_BYTES + frame.payload.length;
      try {
        const payload = replyPayload(call.name, frame);
        call.observation?.ended('ok', bytes);
        call.resolve(payload);
      } catch (error) {
        call.observation?.ended('error', bytes, (error as LibvirtError | ProtocolError).code);
        call.reject(error);
      }
    });
    this.#sendQueued();
  }

  #sendKeepalive(procedure: number): void {
    const { ok: status } = FRAME_STATUS;
    const { message: type } = FRAME_TYPE;
    const header = { program: PROGRAM.keepalive, version: 1, procedure, type, serial: 0, status };
    this.#stream.write(encodeFrame(header));
  }

  #end(reason: CloseReason, state: string, cause?: unknown): void {
    if (this.#ended) return;
    const error = new ConnectionClosedError(reason, state, cause);
    this.#ended = error;
    this.#keepalive.stop();
    this.#stream.destroy();
    const waiting = [...this.#inFlight.values(), ...this.#queue];
    this.#inFlight.clear();
    this.#queue.clear();
    this.#listeners.clear();
    for (const call of waiting) {
      this.#answer(call, () => {
        call.observation?.ended('closed');
        call.reject(error);
      });
    }
    this.#resolveClosed(error);
  }
}

function replyPayload(name: ProcedureName, frame: Frame): Uint8Array {
  if (frame.status === FRAME_STATUS.ok) return frame.payload;
  if (frame.status !== FRAME_STATUS.error) {
    throw new ProtocolError(`Cannot accept reply: status ${frame.status}`);
  }
  throw new LibvirtError(name, decodePayload(errorPayload, frame.payload));
}
