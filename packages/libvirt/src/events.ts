import { BoundedQueue, type QueueLimits } from './bounded-queue.ts';
import type { CallOptions, Connection } from './connection.ts';
import { events, type EventKind } from './codec/event.ts';
import type { Value } from './codec/codec.ts';
import { Domain } from './domain.ts';
import { ConnectionClosedError, LibvirtError, ProtocolError, VIR_CODE } from './error.ts';
import { decodePayload, PROGRAM, type Frame } from './frame.ts';
import { LIFECYCLE_CHANGES, type LifecycleChange } from './lifecycle.ts';
import { eventKind } from './procedures.ts';
import { XdrReader } from './xdr-reader.ts';

type Payload<K extends EventKind> = Omit<Value<(typeof events)[K]['payload']>, 'callbackId' | 'domain'>;

/** Something that happened to a domain, with the fields of its kind. */
export type DomainEvent =
  | {
      [K in EventKind]: { kind: K; domain: Domain } & (K extends 'lifecycle'
        ? { change: LifecycleChange | null; detail: number }
        : Payload<K>);
    }[EventKind]
  /** A message this package cannot read: newer than its table, or not of the shape expected. */
  | { kind: 'unknown'; number: number; payload: Uint8Array }
  /** Events were dropped because the reader fell behind: list the domains again. */
  | { kind: 'gap'; count: number };

export interface EventOptions extends CallOptions {
  /** Events held for a reader that falls behind, or while the registration is not answered. Default 10,000. */
  limit?: number;
  /** Bytes of these events on the wire. Default 16 MiB. */
  limitBytes?: number;
}

/**
 * Events of one registration, to be read with `for await`.
 * Reading ends when it is closed and throws `ConnectionClosedError` when the connection is lost.
 */
export class EventStream implements AsyncIterable<DomainEvent>, AsyncDisposable {
  /** What the daemon agreed to send. */
  readonly kinds: readonly EventKind[];
  /** What it does not know. */
  readonly unsupported: readonly EventKind[];
  readonly #connection: Connection;
  readonly #callbacks: ReadonlySet<number>;
  readonly #stopListening: () => void;
  /** Messages dropped while there was no stream. */
  #early: number;
  readonly #events: BoundedQueue<DomainEvent>;
  #wake: (() => void) | null = null;
  #closed = false;
  #lost: ConnectionClosedError | null = null;

  /** Use `subscribe`. */
  constructor(registration: Registration) {
    this.kinds = registration.kinds;
    this.unsupported = registration.unsupported;
    this.#connection = registration.connection;
    this.#callbacks = registration.callbacks;
    this.#events = new BoundedQueue(registration.limits);
    this.#stopListening = this.#connection.onMessage((frame) => this.#take(frame));
    const { items, dropped } = registration.early.drain();
    this.#early = dropped;
    for (const frame of items) this.#take(frame);
    const lose = (error: ConnectionClosedError): void => this.#lose(error);
    this.#connection.closed.then(lose, lose);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<DomainEvent, void> {
    try {
      while (!this.#closed) {
        const { items, dropped } = this.#events.drain();
        const count = dropped + this.#early;
        this.#early = 0;
        if (count > 0) yield { kind: 'gap', count };
        yield* items;
        if (this.#events.length > 0 || this.#closed) continue;
        if (this.#lost) throw this.#lost;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      await this.close();
    }
  }

  /** Deregisters, as far as the connection still can, and ends the reading. */
  async close(options?: CallOptions): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    this.#wake?.();
    await deregister(this.#connection, this.#callbacks, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #lose(error: ConnectionClosedError): void {
    this.#lost = error;
    this.#wake?.();
  }

  #take(frame: Frame): void {
    const event = decodeEvent(this.#connection, this.#callbacks, frame);
    if (event === null) return;
    this.#events.push(event, frame.payload.length + EVENT_BYTES);
    this.#wake?.();
  }
}

/** What an event takes beside its payload. */
const EVENT_BYTES = 200;

interface Registration {
  connection: Connection;
  kinds: EventKind[];
  unsupported: EventKind[];
  callbacks: Set<number>;
  limits: QueueLimits;
  early: BoundedQueue<Frame>;
}

/** Registers for kinds of events of all domains; kinds the daemon lacks are left out, not an error. */
export async function subscribe(
  connection: Connection,
  wanted: readonly EventKind[],
  options: EventOptions = {},
): Promise<EventStream> {
  const limits = { items: options.limit ?? 10_000, bytes: options.limitBytes ?? 16_777_216 };
  const registration: Registration = {
    connection,
    kinds: [],
    unsupported: [],
    callbacks: new Set(),
    limits,
    early: new BoundedQueue(limits),
  };
  // An event may overtake the answer that names its callback.
  const stop = connection.onMessage((frame) => {
    const payload = copyOf(frame.payload);
    registration.early.push({ ...frame, payload }, payload.length + EVENT_BYTES);
  });
  try {
    for (const kind of wanted) await register(registration, kind, options);
    return new EventStream(registration);
  } catch (error) {
    // A daemon whose answers make no sense is not asked any more.
    if (!(error instanceof ProtocolError)) await deregister(connection, registration.callbacks);
    throw error;
  } finally {
    stop();
  }
}

async function register(registration: Registration, kind: EventKind, options: CallOptions): Promise<void> {
  try {
    const { callbackId } = await registration.connection.call(
      'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY',
      { eventId: events[kind].id, domain: null },
      options,
    );
    registration.callbacks.add(callbackId);
    registration.kinds.push(kind);
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
    // An unknown event id is answered as an internal error.
    if (!error.unsupported && error.virCode !== VIR_CODE.INTERNAL_ERROR) throw error;
    registration.unsupported.push(kind);
  }
}

async function deregister(
  connection: Connection,
  callbacks: ReadonlySet<number>,
  options?: CallOptions,
): Promise<void> {
  if (connection.ended) return;
  await Promise.allSettled(
    [...callbacks].map((callbackId) =>
      connection.call('CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY', { callbackId }, options),
    ),
  );
}

/** Bytes of their own: a view would keep the whole chunk it came in. */
function copyOf(payload: Uint8Array): Uint8Array {
  return new Uint8Array(payload);
}

function decodeEvent(
  connection: Connection,
  callbacks: ReadonlySet<number>,
  frame: Frame,
): DomainEvent | null {
  if (frame.program !== PROGRAM.remote || frame.payload.length < 4) return null;
  if (!callbacks.has(new XdrReader(frame.payload).int32())) return null;
  const kind = eventKind(frame.procedure);
  const unknown = (): DomainEvent => {
    return { kind: 'unknown', number: frame.procedure, payload: copyOf(frame.payload) };
  };
  if (kind === null) return unknown();
  try {
    return typedEvent(connection, kind, frame.payload);
  } catch (error) {
    if (error instanceof ProtocolError) return unknown();
    throw error;
  }
}

function typedEvent(connection: Connection, kind: EventKind, payload: Uint8Array): DomainEvent {
  if (kind === 'lifecycle') {
    const { domain, event, detail } = decodePayload(events.lifecycle.payload, payload);
    const change = LIFECYCLE_CHANGES[event] ?? null;
    return { kind, domain: new Domain(connection, domain), change, detail };
  }
  const {
    callbackId: _,
    domain,
    ...fields
  } = decodePayload<Value<(typeof events)['reboot']['payload']>>(events[kind].payload, payload);
  return { kind, domain: new Domain(connection, domain), ...fields } as DomainEvent;
}
