import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { answers } from '../http/schema.ts';

/** The description of this API, made of the same schemas that check its requests. */
export function openapiEndpoint(): Endpoint {
  const schema = { summary: 'This description, OpenAPI 3.1', response: answers('OpenApi') };
  return endpoint(schema, ({ server }) => server.swagger());
}
