import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Entity } from '../../model/entity.ts';
import type { Services } from '../context.ts';
import type { Cursor } from './cursor.ts';
import { readerSignal } from '../http/reader-signal.ts';

/** A request that waits for rows of an entity. */
export interface Wait {
  readonly services: Services;
  readonly entity: Entity;
  readonly seconds: number;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Resolves when the entity has a whole row after the cursor, after `seconds`, or when the server closes.
 * @throws InputError STREAMS_BUSY when too many wait, CLIENT_CLOSED when the client leaves.
 */
export async function newerThan(cursor: Cursor, wait: Wait): Promise<void> {
  const { services, entity, seconds, request, reply } = wait;
  const { store, clock, closing, streams, turns } = services;
  const isThere = (): boolean =>
    store.newest(entity.class, entity.id, cursor.stepMs) >= cursor.end + cursor.stepMs;
  if (seconds === 0 || isThere()) return;
  streams.admit(request, reply);
  const signal = AbortSignal.any([readerSignal(reply), closing]);
  const deadline = clock.monotonic() + seconds * 1000;
  while (!isThere()) {
    const remaining = deadline - clock.monotonic();
    if (remaining <= 0) return;
    try {
      await store.changed(signal, remaining);
    } catch (error) {
      if (closing.aborted) return;
      throw signal.aborted ? signal.reason : error;
    }
    await turns.next();
  }
}
