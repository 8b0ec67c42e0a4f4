import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatEvent } from '../../lib/sse.ts';
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
  { type, after }: { readonly type: StreamType; readonly after: string },
): FastifyReply {
  const { messages: log } = services;
  let cursor = after;
  const next = (): string => {
    const read = log.after(cursor, most);
    const lines = read.messages.map((message) =>
      write[type]('message', messageView(log, message), log.idOf(message)),
    );
    if (read.gap !== 0) lines.unshift(write[type]('gap', { gap: read.gap }, read.start));
    ({ cursor } = read);
    return lines.join('');
  };
  // A cursor that is none is refused while there can be another answer.
  log.after(cursor, 0);
  const wait = (signal: AbortSignal): Promise<void> => log.wait(cursor, signal);
  return follow(services, request, reply, { type, log: { next, wait } });
}
