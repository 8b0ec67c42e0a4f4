import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatEvent } from '../../lib/sse.ts';
import type { Services } from '../context.ts';
import { follow } from '../http/streams/follow.ts';
import { checkSelector } from '../select/selection.ts';
import { filterOf } from './filter.ts';
import { cursorOf, type LogQuery } from './log-query.ts';
import { transitionView } from './view.ts';

/** Transitions that are written at once. */
const most = 100;

/** Sends each transition as it happens, from the last one that the reader has on. */
export function streamLog(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  query: LogQuery,
): FastifyReply {
  const { log } = services.alarms.book;
  const last = request.headers['last-event-id'];
  const start = typeof last === 'string' ? last : query.after;
  let cursor = start === undefined ? log.last : cursorOf(start, log.last);
  checkSelector(query.select ?? '');
  const next = (): string => {
    const before = cursor;
    const read = log.after(cursor, most, filterOf(services, query));
    ({ cursor } = read);
    const events = read.transitions.map((one) =>
      formatEvent('transition', JSON.stringify(transitionView(one)), String(one.sequence)),
    );
    if (read.gap > 0)
      events.unshift(formatEvent('gap', JSON.stringify({ gap: read.gap }), String(before + read.gap)));
    return events.join('');
  };
  const wait = (signal: AbortSignal): Promise<void> => log.wait(cursor, signal);
  return follow(services, request, reply, { type: 'text/event-stream', log: { next, wait } });
}
