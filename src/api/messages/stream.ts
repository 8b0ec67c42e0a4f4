import type { FastifyReply, FastifyRequest } from 'fastify';
import { setImmediate } from 'node:timers/promises';
import { formatEvent } from '../../lib/sse.ts';
import type { IsMeant } from '../../streams/mod.ts';
import type { Services } from '../context.ts';
import { follow, type StreamType } from '../http/streams/follow.ts';
import { messageView } from './view.ts';

/** Messages that are written at once. */
const most = 100;

/** An event, or a line. */
const write: Readonly<Record<StreamType, (event: string, data: object, id: string) => string>> = {
  'text/event-stream': (event, data, id) => formatEvent(event, JSON.stringify(data), id),
  'application/x-ndjson': (_event, data) => `${JSON.stringify(data)}\n`,
};

/** Sends each message as it comes, from a cursor on. */
export function streamMessages(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { type, after, isMeant }: { readonly type: StreamType; readonly after: string; readonly isMeant: IsMeant },
): FastifyReply {
  const { messages: log } = services;
  let cursor = after;
  let isEnd = true;
  const next = (): string => {
    const read = log.after(cursor, most, isMeant);
    const lines = read.messages.map((message) =>
      write[type]('message', messageView(log, message), log.idOf(message)),
    );
    if (read.gap !== 0) lines.unshift(write[type]('gap', { gap: read.gap }, read.start));
    ({ cursor, isEnd } = read);
    return lines.join('');
  };
  // A cursor that is none is refused while there can be another answer.
  log.after(cursor, 0);
  // Where many are behind it that are not meant, others have a turn first.
  const wait = (signal: AbortSignal): Promise<void> => (isEnd ? log.wait(cursor, signal) : setImmediate());
  return follow(services, request, reply, { type, log: { next, wait } });
}
