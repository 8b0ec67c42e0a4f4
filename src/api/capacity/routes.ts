import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { entityWithId } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';
import { capacityOf } from './capacity.ts';

/** What a host has, what its VMs were given of it, and what still fits. */
export function capacityEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'What a host has, what its VMs were given of it, and what still fits',
    params: params('id'),
    querystring: only({}),
    response: answers('Capacity'),
  };
  return endpoint(schema, ({ params: { id } }) => {
    return capacityOf(services.store, entityWithId(services.store, 'host', id), services.clock.now());
  });
}
