import { Type } from 'typebox';
import type { Services } from '../context.ts';
import { accepted } from '../http/accepts.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { longPoll } from '../http/streams/long-poll.ts';
import { answers, only } from '../http/schema.ts';
import { streamMessages } from './stream.ts';
import { messagesView } from './view.ts';

const json = { type: 'application/json' } as const;
const streams = [
  { type: 'text/event-stream', explicit: true },
  { type: 'application/x-ndjson', explicit: true },
] as const;

export function messagesEndpoint(services: Services): Endpoint {
  const schema = {
    summary:
      'Control calls that virtscope has made and served, oldest first; as text/event-stream or application/x-ndjson each as it ends',
    querystring: only({
      after: Type.Optional(
        Type.String({ description: 'Only those behind this one, by its id; the newest where left out' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
      wait: Type.Optional(
        Type.Number({ minimum: 0, maximum: 60, default: 0, description: 'Seconds to wait for the first' }),
      ),
    }),
    response: answers('Messages', ...streams.map(({ type }) => type)),
  };
  return endpoint(schema, async (request, reply) => {
    const { limit = 100, wait = 0, after } = request.query;
    const { messages: log } = services;
    const { type } = accepted(
      request.headers.accept,
      request.method === 'HEAD' ? [json] : [json, ...streams],
    );
    if (type !== 'application/json') {
      const last = request.headers['last-event-id'];
      const start = typeof last === 'string' ? last : (after ?? log.end);
      return streamMessages(services, request, reply, { type, after: start });
    }
    if (after === undefined) return messagesView(log, log.newest(limit), { limit });
    const { messages, gap } = log.after(after, 1);
    if (wait > 0 && messages.length === 0 && gap === 0) {
      await longPoll(services, request, reply, { seconds: wait, wait: (signal) => log.wait(after, signal) });
    }
    return messagesView(log, log.after(after, limit), { limit });
  });
}
