import type { Socket } from 'node:net';
import {
  decodeFrame,
  decodePayload,
  encodeFrame,
  errorPayload,
  FEATURE,
  FRAME_STATUS,
  FRAME_TYPE,
  FrameSplitter,
  KEEPALIVE,
  procedureName,
  procedures,
  PROGRAM,
  ProtocolError,
  type Codec,
  type Frame,
  type ProcedureName,
} from '@virtscope/libvirt/wire';
import { runInBackground } from '../../lib/async/background.ts';
import { decodeStatsRequest, encodeStats, readStats } from '../records/bulk.ts';
import type { Daemon } from '../daemon.ts';
import type { DomainEvent } from './events.ts';
import { Fault, ORIGIN } from './fault.ts';
import { Handshake } from './handshake.ts';
import { Keepalive, keepaliveFrame } from './keepalive.ts';
import { Outbox } from './outbox.ts';
import { handle, urgent } from './procedures.ts';
import { Registrations } from './registrations.ts';

/** Calls of one client under way at a time: further ones are not even read. */
const MOST_CALLS = 5;
const VERSION = 1;

/** One client's connection, from its first byte to its last. */
export class Session {
  readonly #socket: Socket;
  readonly #daemon: Daemon;
  readonly #outbox: Outbox;
  readonly #registrations: Registrations;
  readonly #handshake: Handshake;
  readonly #keepalive = new Keepalive();
  readonly #splitter = new FrameSplitter();
  readonly #unread: Uint8Array[] = [];
  readonly #gone = new AbortController();
  /** The calls about the connection itself. */
  readonly #ownCalls: { readonly [N in ProcedureName]?: (args: never) => unknown } = {
    AUTH_LIST: () => this.#handshake.authenticate(),
    CONNECT_OPEN: (args) => this.#handshake.open(args),
    CONNECT_CLOSE: () => this.#handshake.close(),
    CONNECT_SUPPORTS_FEATURE: (args: { feature: number }) => {
      if (args.feature === FEATURE.keepalive) this.#watch();
      return this.#handshake.supports(args);
    },
  };
  #calls = 0;
  #watched = false;

  /** @param readOnly whether it came by a socket that allows no more */
  constructor(socket: Socket, daemon: Daemon, readOnly: boolean) {
    this.#socket = socket;
    this.#handshake = new Handshake(readOnly);
    this.#daemon = daemon;
    this.#outbox = new Outbox(socket);
    this.#registrations = new Registrations(daemon.nextCallbackId);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    // A client that disconnects is handled like one that closes.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#gone.abort());
  }

  /** Sends the client those of an event's messages that it registered for. */
  send(event: DomainEvent): void {
    for (const message of this.#registrations.messages(event)) this.#outbox.post([message]);
  }

  #receive(bytes: Buffer): void {
    this.#keepalive.heard(this.#daemon.clock);
    try {
      this.#splitter.push(bytes, (frame) => this.#unread.push(frame));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#socket.destroy();
      return;
    }
    this.#readOn();
  }

  #readOn(): void {
    while (this.#calls < MOST_CALLS && this.#unread.length > 0)
      this.#take(decodeFrame(this.#unread.shift()!));
    if (this.#calls < MOST_CALLS) this.#socket.resume();
    else this.#socket.pause();
  }

  #take(frame: Frame): void {
    if (frame.program === PROGRAM.keepalive) {
      if (frame.procedure === KEEPALIVE.ping) this.#outbox.post([keepaliveFrame(KEEPALIVE.pong)]);
      return;
    }
    const name = procedureName(frame.program, frame.procedure);
    this.#calls++;
    this.#daemon.workers.submit(name !== null && urgent.has(name), async () => {
      const reply = await this.#answer(frame);
      // The worker is free now, the client's place when its reply is on the way.
      runInBackground(this.#deliver(reply), (error) => this.#socket.destroy(error as Error));
    });
  }

  async #deliver(reply: Iterable<Uint8Array> | null): Promise<void> {
    if (reply) await this.#outbox.send(reply);
    this.#calls--;
    this.#readOn();
  }

  /** The reply to a call, in pieces; null when the daemon ends first. */
  async #answer(frame: Frame): Promise<Iterable<Uint8Array> | null> {
    try {
      const name = this.#check(frame);
      if (name === 'CONNECT_GET_ALL_DOMAIN_STATS') {
        if (!this.#daemon.hasBulk) throw new Fault('noSupport', ORIGIN.domain, 'virConnectGetAllDomainStats');
        const request = decodeStatsRequest(frame.payload, this.#daemon.world);
        return encodeStats(await readStats(request, this.#daemon), frame.serial, this.#daemon.records);
      }
      const { args, reply } = procedures[name];
      const value = await this.#call(name, decodePayload(args as Codec<unknown>, frame.payload));
      return [this.#reply(frame, FRAME_STATUS.ok, reply as Codec<never>, value as never)];
    } catch (error) {
      if (this.#daemon.signal.aborted) return null;
      return [this.#reply(frame, FRAME_STATUS.error, errorPayload, faultOf(error).payload)];
    }
  }

  #check({ program, version, procedure, type }: Frame): ProcedureName {
    if ((program !== PROGRAM.remote && program !== PROGRAM.qemu) || version !== VERSION) {
      throw new Fault('rpc', ORIGIN.rpc, `Cannot find program ${program} version ${version}`);
    }
    if (type !== FRAME_TYPE.call) throw new Fault('rpc', ORIGIN.rpc, `Unexpected message type ${type}`);
    const name = procedureName(program, procedure);
    if (name !== 'AUTH_LIST') this.#handshake.requireAuthenticated();
    if (name === null) throw new Fault('rpc', ORIGIN.rpc, `unknown procedure: ${procedure}`);
    return name;
  }

  #call(name: ProcedureName, args: unknown): unknown {
    const own = this.#ownCalls[name];
    if (own) return own(args as never);
    const { readOnly } = this.#handshake;
    this.#handshake.requireOpen();
    return handle(name, args, { daemon: this.#daemon, readOnly, registrations: this.#registrations });
  }

  #reply<T>(call: Frame, status: number, codec: Codec<T>, value: T): Uint8Array {
    return encodeFrame({ ...call, type: FRAME_TYPE.reply, status }, codec, value);
  }

  #watch(): void {
    if (this.#watched) return;
    this.#watched = true;
    const signal = AbortSignal.any([this.#gone.signal, this.#daemon.signal]);
    const ping = (frame: Uint8Array): void => this.#outbox.post([frame]);
    this.#keepalive.watch(this.#daemon.clock, ping, signal).then(
      () => this.#socket.destroy(),
      () => undefined,
    );
  }
}

/** The libvirt error of an exception; one that the client did not cause is a bug and ends the demo. */
function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof ProtocolError || error instanceof RangeError) {
    return new Fault('rpc', ORIGIN.rpc, 'Unable to decode message payload');
  }
  throw error;
}
