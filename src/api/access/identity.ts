import type { Identity } from '../../model/access/identity.ts';
import type { Need } from '../../model/access/role.ts';
import type { App, Services } from '../context.ts';
import { isExposed } from '../http/security.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks of a client; `public` where left out. */
    readonly need?: Need;
  }
  interface FastifyRequest {
    /** The client that asks; null where it is not known. */
    identity: Identity | null;
  }
}

/** Finds the identity of every request. */
export function addIdentity(app: App, { access }: Services): void {
  app.decorateRequest('identity', null);
  app.addHook('onRequest', async (request) => {
    request.identity = access.identify({
      headers: request.headers,
      peer: request.socket.remoteAddress ?? '',
      isExposed: isExposed(app.server.address()),
    });
  });
}
