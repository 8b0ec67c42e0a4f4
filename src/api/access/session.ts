import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { setCookie } from '../../auth/mod.ts';
import type { Identity } from '../../model/access/identity.ts';
import type { Services } from '../context.ts';
import { accessRequest } from '../http/access-request.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { answers, only } from '../http/schema.ts';
import type { Session } from '../wire/access.ts';

export function sessionEndpoint(): Endpoint {
  const schema = {
    summary: 'The identity of the client that asks, and whether it has to log in',
    querystring: only({}),
    response: answers('Session'),
  };
  return endpoint(schema, ({ identity }) => sessionOf(identity));
}

export function logInEndpoint({ access }: Services): Endpoint {
  const schema = {
    summary: 'Logs a browser in with a token: its cookie is the session',
    body: only({ token: Type.String({ maxLength: 1000 }) }),
    response: answers('Session'),
  };
  return endpoint(schema, (request, reply) => {
    const { cookie, identity } = access.logIn(request.body.token.trim(), request.client);
    endSession(access, request);
    void reply.header('set-cookie', setCookie(request.client, cookie));
    return sessionOf(identity);
  });
}

export function logOutEndpoint({ access }: Services): Endpoint {
  const schema = {
    summary: 'Ends the session of a browser; the answer is what the client is without it',
    querystring: only({}),
    response: answers('Session'),
  };
  return endpoint(schema, (request, reply) => {
    endSession(access, request);
    void reply.header('set-cookie', setCookie(request.client, null));
    return sessionOf(access.identify(accessRequest(request), request.client));
  });
}

function endSession(access: Services['access'], request: FastifyRequest): void {
  access.logOut(accessRequest(request), request.client);
}

function sessionOf(identity: Identity | null): Session {
  const shown = identity && { name: identity.name, role: identity.role, by: identity.by };
  return { identity: shown, required: identity === null };
}
