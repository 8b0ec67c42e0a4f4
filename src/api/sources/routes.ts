import type { Connection } from '../../model/connection.ts';
import { InputError } from '../../model/error.ts';
import { audit } from '../access/audit-log.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { quoted } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';
import { connectionProperties, toNewConnection } from './body.ts';
import { sourceViewer } from './source-view.ts';

export function sourcesEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'The hypervisors that are configured',
    querystring: only({}),
    response: answers('Sources'),
  };
  return endpoint(schema, () => services.connections.all().map(sourceViewer(services)));
}

export function sourceEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'One configured hypervisor',
    params: params('id'),
    querystring: only({}),
    response: answers('Source'),
  };
  return endpoint(schema, ({ params: { id } }) => sourceViewer(services)(named(services, id)));
}

export function addSourceEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Reads one more hypervisor, from now on and after every restart',
    body: only(connectionProperties),
    response: answers('Source'),
  };
  return endpoint(schema, async (request, reply) => {
    const connection = await services.connections.add(toNewConnection(request.body));
    audit(services, request, 'source.add', connection.id);
    const view = sourceViewer(services)(connection);
    return reply.header('location', view.uri).send(view);
  });
}

export function removeSourceEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Ends the reading of a hypervisor that was added; its history stays',
    params: params('id'),
    querystring: only({}),
    response: answers('Source'),
  };
  return endpoint(schema, async (request) => {
    const { id } = request.params;
    const view = sourceViewer(services)(named(services, id));
    await services.connections.remove(id);
    audit(services, request, 'source.remove', id);
    return view;
  });
}

export function retrySourceEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Connects again with the next poll, without the rest of the pause after a failure',
    params: params('id'),
    response: answers('Source'),
  };
  return endpoint(schema, ({ params: { id } }) => {
    services.connections.retry(id);
    return sourceViewer(services)(named(services, id));
  });
}

export function reloadEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Reads the configuration files again; where one is wrong nothing changes',
    response: answers('Reload'),
  };
  return endpoint(schema, async (request) => {
    const changes = await services.connections.reload();
    audit(services, request, 'reload', null);
    return changes;
  });
}

/** @throws {InputError} SOURCE_UNKNOWN */
function named({ connections }: Services, id: string): Connection {
  const found = connections.all().find((connection) => connection.id === id);
  if (found) return found;
  throw new InputError(
    'SOURCE_UNKNOWN',
    `Cannot find source ${quoted(id)}: none is configured with that name`,
  );
}
