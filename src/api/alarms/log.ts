import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { aborted } from '../../lib/async/aborted.ts';
import { runInBackground } from '../../lib/async/background.ts';
import { formatEvent } from '../../lib/sse.ts';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { openEventStream } from '../http/event-stream.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { answers, only } from '../http/schema.ts';
import { transitionView } from './view.ts';

const mostStreamed = 1000;

export function alarmLogEndpoint(services: Services): Endpoint {
  const schema = {
    summary:
      'Changes of alarms to and from amber and red, oldest first; as text/event-stream each as it happens',
    querystring: only({
      after: Type.Optional(
        Type.String({ description: 'Only those after this one, by its id; the newest where left out' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
      wait: Type.Optional(
        Type.Number({ minimum: 0, maximum: 60, default: 0, description: 'Seconds to wait for the first' }),
      ),
    }),
    response: answers('AlarmLog', 'text/event-stream'),
  };
  return endpoint(schema, async (request, reply) => {
    const { after, limit = 100, wait = 0 } = request.query;
    const { log } = services.alarms.book;
    const cursor = after === undefined ? null : cursorOf(after, log.last);
    if (request.headers.accept?.includes('text/event-stream') === true)
      return stream(services, request, reply, cursor);
    if (cursor !== null && wait > 0) await newerThan(services, request, reply, { cursor, seconds: wait });
    const { transitions, gap, cursor: end } = cursor === null ? log.newest(limit) : log.after(cursor, limit);
    const next = `/alarms/log?after=${end}&limit=${limit}&wait=60`;
    return { transitions: transitions.map(transitionView), gap, next };
  });
}

/** Resolves when there is a transition after a cursor, after a time, or when the server closes. */
async function newerThan(
  { alarms, streams, clock, closing }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { cursor, seconds }: { readonly cursor: number; readonly seconds: number },
): Promise<void> {
  const { log } = alarms.book;
  if (log.last > cursor) return;
  streams.admit(request, reply);
  const left = readerSignal(reply);
  const over = new AbortController();
  const signal = AbortSignal.any([left, closing, over.signal]);
  const waiting = log.wait(cursor, signal).catch(() => undefined);
  const sleeping = clock.sleep(seconds * 1000, signal).catch(() => undefined);
  await Promise.race([waiting, sleeping]);
  over.abort();
  left.throwIfAborted();
}

function stream(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  after: number | null,
): FastifyReply {
  const { alarms, streams, closing, logger } = services;
  const { log } = alarms.book;
  const last = request.headers['last-event-id'];
  let cursor = typeof last === 'string' ? cursorOf(last, log.last) : (after ?? log.last);
  const events = openEventStream(streams, request, reply, { capacity: mostStreamed });
  const signal = AbortSignal.any([readerSignal(reply), closing]);
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const read = log.after(cursor, mostStreamed);
      ({ cursor } = read);
      if (read.gap > 0) events.send(formatEvent('gap', JSON.stringify({ gap: read.gap }), String(cursor)));
      for (const one of read.transitions)
        events.send(formatEvent('transition', JSON.stringify(transitionView(one)), String(one.sequence)));
      await Promise.race([log.wait(cursor, signal).catch(() => undefined), aborted(signal)]);
    }
    events.close();
  };
  runInBackground(run(), (error) => logger.error({ err: error }, 'BUG: a stream of alarms failed'));
  return reply;
}

/** @throws {InputError} CURSOR_INVALID */
function cursorOf(text: string, last: number): number {
  const cursor = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (cursor <= last) return cursor;
  throw new InputError(
    'CURSOR_INVALID',
    `Cannot read alarms after ${JSON.stringify(text.slice(0, 40))}: no transition has that id`,
  );
}
