import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { accepted, asksForStream } from '../http/accepts.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import {
  exporterExposition,
  exporterStats,
  exposition,
  openMetrics,
  textFormat,
  type Format,
} from '../exposition/mod.ts';
import { asStream } from '../http/json-chunks.ts';
import { JoinedFeed } from '../live/joined-feed.ts';
import { answers, only } from '../http/schema.ts';

const expositions = [
  { type: 'application/openmetrics-text', params: { version: '1.0.0' }, format: openMetrics },
  { type: 'text/plain', params: { version: '0.0.4' }, format: textFormat },
] as const;
const offers = [{ type: 'application/json', format: null }, ...expositions] as const;
/** The exporter speaks the text format by default. */
const exporterOffers = expositions.toReversed();

/** Root of the tree of metrics; for Prometheus, which asks for other types, all values at once. */
export function classesEndpoint(services: Services): Endpoint {
  const schema = {
    summary:
      'Classes of things that have metrics, and how many show each light; as text/event-stream live; in the types Prometheus accepts the exposition of all values',
    querystring: only({
      names: Type.Optional(
        Type.Enum(['virtscope', 'libvirt'], {
          description: 'Whose series the exposition has: ours (default), or those of the libvirt exporter',
        }),
      ),
    }),
    response: answers('Classes', 'text/event-stream', 'text/plain', 'application/openmetrics-text'),
  };
  return endpoint(schema, async (request, reply) => {
    const { headers, query } = request;
    const { names } = query;
    if (names === 'libvirt') {
      const { format } = accepted(headers.accept, exporterOffers);
      const stats = await exporterStats(services.stats);
      return sendExposition(reply, format, exporterExposition(stats, services, format));
    }
    if (asksForStream(request)) {
      const { live, classCounts, alarmCounts } = services;
      const makeFeed = () =>
        new JoinedFeed(classCounts.countsFeed(), classCounts.timeFeed(), alarmCounts.feed());
      live.stream(request, reply, 'counts', makeFeed);
      return reply;
    }
    const { format } = accepted(headers.accept, offers);
    if (format) return sendExposition(reply, format, exposition(services, format));
    return reply.type('application/json').send(services.classCounts.json);
  });
}

function sendExposition(
  reply: FastifyReply,
  { contentType }: Format,
  chunks: AsyncIterable<string>,
): FastifyReply {
  return reply.type(contentType).send(asStream(chunks));
}
