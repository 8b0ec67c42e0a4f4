import type { Services } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { recordsEndpoint } from '../records/endpoint.ts';
import { messageFields } from './fields.ts';
import { contentsOf } from './view.ts';

export function messagesEndpoint(services: Services): Endpoint {
  return recordsEndpoint(services, {
    name: 'messages',
    event: 'message',
    schema: 'Messages',
    summary: 'Control calls that virtscope has made and served',
    log: services.messages,
    fields: messageFields,
    contentsOf,
  });
}
