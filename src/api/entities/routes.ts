import type { EntityClass } from '../../model/entity.ts';
import type { App, Services } from '../context.ts';
import { entityView, entityViewer } from './entity-view.ts';
import { listPieces, sendPieces } from '../http/json-chunks.ts';
import { entityWithId } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';

/** VMs and hosts as themselves, without their numbers. */
export function entityRoutes(app: App, services: Services): void {
  const { store } = services;
  const add = (path: string, cls: EntityClass, tag: string): void => {
    const list = { summary: `All ${tag}`, tags: [tag], querystring: only({}), response: answers('Entities') };
    app.get(path, { schema: list }, (_request, reply) => {
      const view = entityViewer(services);
      const pieces = listPieces(store.entities(cls), (entity) => JSON.stringify(view(entity)));
      return sendPieces(reply.type('application/json'), pieces, services.clock);
    });
    const one = {
      summary: `One of the ${tag}`,
      tags: [tag],
      params: params('id'),
      querystring: only({}),
      response: answers('Entity'),
    };
    app.get(`${path}/:id`, { schema: one }, ({ params: { id } }) => {
      return entityView(services, entityWithId(store, cls, id));
    });
  };
  add('/vms', 'VM', 'VMs');
  add('/hosts', 'host', 'hosts');
}
