import type { Services } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { recordsEndpoint } from '../records/endpoint.ts';
import { lineFields } from './fields.ts';
import { contentsOf } from './view.ts';

export function logsEndpoint(services: Services): Endpoint {
  return recordsEndpoint(services, {
    name: 'logs',
    event: 'line',
    schema: 'Logs',
    summary: 'Lines of the logs that are configured',
    log: services.logs,
    fields: lineFields,
    contentsOf,
  });
}
