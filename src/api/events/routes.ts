import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { EntityEvent } from '../../model/event.ts';
import type { EventQuery } from '../../store/mod.ts';
import type { App, Services } from '../context.ts';
import { windowOf } from '../history/range.ts';
import { metricsPath } from '../http/paths.ts';
import { listPieces, objectPieces, sendPieces } from '../http/json-chunks.ts';
import { classNamed, entityWithId } from '../http/resolve.ts';
import { answers, only, params, windowProperties } from '../http/schema.ts';

/** What is told where a request says no start. */
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

/** What happened: to everybody, to a class, to one. */
export function eventRoutes(app: App, services: Services): void {
  const { store } = services;
  const response = answers('Events');
  const view = (event: EntityEvent) => {
    const { time, class: cls, id, name, kind, from, to, text } = event;
    // Virtscope itself, and what is long gone, have no address.
    const uri = store.entity(cls, id) ? metricsPath(event) : null;
    return { time: time / 1000, class: cls, id, name, kind, from, to, text, uri };
  };
  const send = (reply: FastifyReply, query: EventQuery): FastifyReply => {
    const events = listPieces(store.events(query), (event) => JSON.stringify(view(event)));
    return sendPieces(reply.type('application/json'), objectPieces([['events', events]]), services.clock);
  };

  const all = {
    summary: 'What happened to hosts, VMs and sources, oldest first',
    tags: ['events'],
    querystring: only({
      class: Type.Optional(Type.String()),
      id: Type.Optional(Type.String()),
      ...eventProperties,
    }),
    response,
  };
  app.get('/events', { schema: all }, ({ query }, reply) => {
    const { class: name, id, limit = 1000 } = query;
    return send(reply, {
      ...(name !== undefined && { class: classNamed(name) }),
      ...(id !== undefined && { id }),
      ...windowOf(services, query, spanMs),
      limit,
    });
  });

  const one = {
    summary: 'What happened to one instance, and to virtscope meanwhile, oldest first',
    tags: ['events'],
    params: params('class', 'id'),
    querystring: only(eventProperties),
    response,
  };
  app.get('/metrics/:class/:id/events', { schema: one }, ({ params: path, query }, reply) => {
    const { class: cls, id } = entityWithId(store, classNamed(path.class), path.id);
    return send(reply, { class: cls, id, ...windowOf(services, query, spanMs), limit: query.limit ?? 1000 });
  });
}
