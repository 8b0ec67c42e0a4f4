import type { FastifyRequest } from 'fastify';
import { negotiate } from '../lib/accept.ts';

const offers = [{ type: 'application/json' }, { type: 'text/event-stream', explicit: true }];

/** Whether a reader wants a stream of events rather than one answer. */
export function asksForStream({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && negotiate(headers.accept, offers)?.type === 'text/event-stream';
}
