import {
  beginFrame,
  endFrame,
  events,
  FRAME_STATUS,
  FRAME_TYPE,
  PROGRAM,
  XdrWriter,
  type Codec,
} from '@virtscope/libvirt/wire';
import type { DomainEvent } from './events.ts';
import { Fault, ORIGIN } from './fault.ts';

/** libvirt 9.0 knows events 0 to 26; the demo sends few of them. */
const LAST_EVENT = 26;
/** Events carry this serial, whatever calls are under way. */
const EVENT_SERIAL = 1;

/** The events that one client registered for. */
export class Registrations {
  readonly #wanted = new Map<number, { eventId: number; uuid: string | null }>();
  readonly #nextId: () => number;

  /** `nextId` numbers the registrations of all clients. */
  constructor(nextId: () => number) {
    this.#nextId = nextId;
  }

  /** @throws {Fault} if libvirt 9.0 has no such event. */
  add(eventId: number, uuid: string | null): number {
    if (eventId < 0 || eventId > LAST_EVENT) {
      throw new Fault('internal', ORIGIN.rpc, `unsupported event ID ${eventId}`);
    }
    const id = this.#nextId();
    this.#wanted.set(id, { eventId, uuid });
    return id;
  }

  /** @throws {Fault} if the client holds no such registration. */
  remove(callbackId: number): void {
    if (!this.#wanted.delete(callbackId)) {
      throw new Fault('internal', ORIGIN.rpc, `domain event callback ${callbackId} not registered`);
    }
  }

  /** The messages of an event for this client, one for each registration that fits. */
  messages(event: DomainEvent): Uint8Array[] {
    const { id } = events[event.kind];
    const found: Uint8Array[] = [];
    for (const [callbackId, { eventId, uuid }] of this.#wanted) {
      if (eventId !== id || (uuid !== null && uuid !== event.domain.uuid)) continue;
      found.push(encodeEvent(event, callbackId));
    }
    return found;
  }
}

function encodeEvent(event: DomainEvent, callbackId: number): Uint8Array {
  const { number, payload } = events[event.kind];
  const writer = new XdrWriter();
  const start = beginFrame(writer, {
    program: PROGRAM.remote,
    version: 1,
    procedure: number,
    type: FRAME_TYPE.message,
    serial: EVENT_SERIAL,
    status: FRAME_STATUS.ok,
  });
  (payload as Codec<unknown>).encode(writer, { callbackId, domain: event.domain, ...event.payload });
  endFrame(writer, start);
  return writer.bytes;
}
