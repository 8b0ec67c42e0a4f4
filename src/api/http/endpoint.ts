import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifySchema, RawServerDefault, RouteGenericInterface, RouteHandlerMethod } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What answers at a route: the schemas of its requests and answers, and the code. */
export interface Endpoint {
  readonly schema: FastifySchema;
  readonly handler: RouteHandlerMethod;
}

type Handler<Schema extends FastifySchema> = RouteHandlerMethod<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  RouteGenericInterface,
  unknown,
  Schema,
  TypeBoxTypeProvider
>;

/** An endpoint whose handler gets what its schema describes: the server checks a request before. */
export function endpoint<Schema extends FastifySchema>(schema: Schema, handler: Handler<Schema>): Endpoint {
  return { schema, handler: handler as unknown as RouteHandlerMethod };
}
