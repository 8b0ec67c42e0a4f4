import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStream, eventStreamHeaders, type EventStreamOptions } from '../../../lib/sse.ts';
import type { StreamLimiter } from './stream-limiter.ts';

/** Turns a reply into a stream of events. @throws InputError STREAMS_BUSY. */
export function openEventStream(
  limiter: StreamLimiter,
  request: FastifyRequest,
  reply: FastifyReply,
  options: EventStreamOptions = {},
): EventStream {
  limiter.admit(request, reply);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { ...reply.getHeaders(), ...eventStreamHeaders } as Record<string, string>);
  return new EventStream(raw, options);
}
