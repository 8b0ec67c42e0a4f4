import type { EntityClass } from '../../model/entity.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { listChunks, sendChunks } from '../http/json-chunks.ts';
import { entityWithId } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';
import { selectedEntities, selectorOf, selectProperty } from '../select/selection.ts';
import { entityView, entityViewer } from './entity-view.ts';

/** All entities of a class as themselves, without their numbers. */
export function entitiesEndpoint(services: Services, cls: EntityClass): Endpoint {
  const schema = { summary: `All ${cls}s`, querystring: only(selectProperty), response: answers('Entities') };
  return endpoint(schema, async ({ query }, reply) => {
    const view = entityViewer(services);
    const entities = await selectedEntities(services, cls, selectorOf(cls, query.select));
    const chunks = listChunks(entities, (entity) => JSON.stringify(view(entity)));
    return sendChunks(reply.type('application/json'), chunks, services.clock);
  });
}

export function entityEndpoint(services: Services, cls: EntityClass): Endpoint {
  const schema = {
    summary: `One of the ${cls}s`,
    params: params('id'),
    querystring: only({}),
    response: answers('Entity'),
  };
  return endpoint(schema, ({ params: { id } }) => {
    return entityView(services, entityWithId(services.store, cls, id));
  });
}
