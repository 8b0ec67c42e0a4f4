import type { FastifyReply, FastifyRequest } from 'fastify';
import { aborted } from '../../lib/async/aborted.ts';
import { runInBackground } from '../../lib/async/background.ts';
import { formatEvent } from '../../lib/sse.ts';
import type { Services } from '../context.ts';
import { openEventStream } from '../http/event-stream.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { checkSelector } from '../select/selection.ts';
import { filterOf } from './filter.ts';
import { cursorOf, type LogQuery } from './log-query.ts';
import { transitionView } from './view.ts';

const mostStreamed = 1000;

/** Sends each transition as it happens, from the last one that the reader has on. */
export function streamLog(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  query: LogQuery,
): FastifyReply {
  const { alarms, streams, closing, logger } = services;
  const { log } = alarms.book;
  const last = request.headers['last-event-id'];
  const start = typeof last === 'string' ? last : query.after;
  let cursor = start === undefined ? log.last : cursorOf(start, log.last);
  checkSelector(query.select ?? '');
  const events = openEventStream(streams, request, reply, { capacity: mostStreamed });
  const signal = AbortSignal.any([readerSignal(reply), closing]);
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const read = log.after(cursor, mostStreamed, filterOf(services, query));
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
