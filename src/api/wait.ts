import type { FastifyReply } from 'fastify';
import type { Entity } from '../model/entity.ts';
import type { Services } from './context.ts';
import type { Cursor } from './history/cursor.ts';

/** Resolves when the entity has a whole row after the cursor, after `seconds`, or when nobody waits any more. */
export async function newerThan(
  cursor: Cursor,
  {
    services,
    entity,
    seconds,
    reply,
  }: { services: Services; entity: Entity; seconds: number; reply: FastifyReply },
): Promise<void> {
  const { store, clock, closing } = services;
  const left = new AbortController();
  const leave = (): void => left.abort();
  const signal = AbortSignal.any([left.signal, closing]);
  const deadline = clock.monotonic() + seconds * 1000;
  reply.raw.once('close', leave);
  try {
    while (store.newest(entity.class, entity.id, cursor.stepMs) < cursor.end + cursor.stepMs) {
      const remaining = deadline - clock.monotonic();
      if (remaining <= 0) return;
      await store.changed(signal, remaining);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    reply.raw.off('close', leave);
  }
}
