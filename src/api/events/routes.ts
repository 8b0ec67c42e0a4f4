import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { EntityEvent } from '../../model/event.ts';
import type { EventQuery } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { windowOf } from '../history/range.ts';
import { metricsPath } from '../http/paths.ts';
import { listChunks, objectChunks, sendChunks } from '../http/json-chunks.ts';
import { classNamed, entityWithId } from '../http/resolve.ts';
import { answers, only, params, windowProperties } from '../http/schema.ts';

/** Length of the answer where a request gives no start. */
const spanMs = 86_400_000;

const eventProperties = {
  ...windowProperties,
  start: Type.Optional(
    Type.Number({
      description: 'Epoch seconds; negative: seconds before now. Default: a day before the end',
    }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 10_000, default: 1000, description: 'So many of the newest' }),
  ),
};

/** Events of all classes, or of one class or id. */
export function eventsEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'What happened to hosts, VMs and sources, oldest first',
    querystring: only({
      class: Type.Optional(Type.String()),
      id: Type.Optional(Type.String()),
      ...eventProperties,
    }),
    response: answers('Events'),
  };
  return endpoint(schema, ({ query }, reply) => {
    const { class: name, id, limit = 1000 } = query;
    return send(services, reply, {
      ...(name !== undefined && { class: classNamed(name) }),
      ...(id !== undefined && { id }),
      ...windowOf(services, query, spanMs),
      limit,
    });
  });
}

/** Events of one entity. */
export function instanceEventsEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'What happened to one instance, and to virtscope meanwhile, oldest first',
    params: params('class', 'id'),
    querystring: only(eventProperties),
    response: answers('Events'),
  };
  return endpoint(schema, ({ params: path, query }, reply) => {
    const { class: cls, id } = entityWithId(services.store, classNamed(path.class), path.id);
    const window = windowOf(services, query, spanMs);
    return send(services, reply, { class: cls, id, ...window, limit: query.limit ?? 1000 });
  });
}

function send({ store, clock }: Services, reply: FastifyReply, query: EventQuery): FastifyReply {
  const view = (event: EntityEvent) => {
    const { time, class: cls, id, name, kind, from, to, text } = event;
    // Virtscope itself, and entities removed long ago, have no address.
    const uri = store.entity(cls, id) ? metricsPath(event) : null;
    return { time: time / 1000, class: cls, id, name, kind, from, to, text, uri };
  };
  const events = listChunks(store.events(query), (event) => JSON.stringify(view(event)));
  return sendChunks(reply.type('application/json'), objectChunks([['events', events]]), clock);
}
