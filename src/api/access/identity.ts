import type { FastifyRequest } from 'fastify';
import type { Identity } from '../../model/access/identity.ts';
import { permits, type Need } from '../../model/access/role.ts';
import { InputError } from '../../model/error.ts';
import type { App, Services } from '../context.ts';
import { accessRequest } from '../http/access-request.ts';
import { sessionRef } from '../xapi/session/credentials.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks of a client; `public` where left out. */
    readonly need?: Need;
    /** Whether XAPI's clients ask it, which log in in their own way. */
    readonly isXapi?: boolean;
  }
  interface FastifyRequest {
    /** The client that asks; null where it is not known. */
    identity: Identity | null;
  }
}

/** What supervisors ask: answered whatever a request has. */
const probes = new Set<string | undefined>(['/healthz', '/readyz']);

/** Finds the identity of every request. */
export function addIdentity(app: App, { access, xapi }: Services): void {
  app.decorateRequest('identity', null);
  app.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions;
    if (probes.has(url)) return;
    const { isXapi = false } = config;
    request.identity = access.identify(accessRequest(request), request.client, isXapi);
    const session = isXapi ? xapi.sessions.use(sessionRef(request) ?? '') : null;
    if (session) request.identity = session.identity;
  });
}

/** Refuses what the identity of a request may not ask. */
export function addPermission(app: App): void {
  app.addHook('onRequest', async (request) => {
    if (!isPermitted(request)) throw refusal(request);
  });
}

/** Whether the identity of a request may ask what it asks. */
export function isPermitted({ identity, routeOptions }: FastifyRequest): boolean {
  return permits(identity, routeOptions.config.need ?? 'public');
}

function refusal({ identity, routeOptions }: FastifyRequest): InputError {
  const { need } = routeOptions.config;
  if (!identity) {
    return new InputError(
      'TOKEN_REQUIRED',
      `Cannot answer: it needs a token of the role ${need}, or a login`,
    );
  }
  const has = identity.role ?? identity.purpose ?? 'none';
  return new InputError(
    'ROLE_INSUFFICIENT',
    `Cannot answer: it needs the role ${need}, and '${identity.name}' has ${has}`,
  );
}
