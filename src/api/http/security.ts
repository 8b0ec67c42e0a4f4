import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access, Client } from '../../auth/mod.ts';
import { InputError } from '../../model/error.ts';
import type { ApiContext, App } from '../context.ts';
import { accessRequest } from './access-request.ts';

const headers = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  vary: 'Accept, Accept-Encoding',
} as const;

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request comes from. */
    client: Client;
  }
}

/**
 * Headers that keep a browser from being misled, and the guards against other sites: a name that is not the server's may
 * be one that a web page had resolved to it, to read along; and what a page of another site sends is refused, or it could
 * make this machine work.
 */
export function addSecurity(app: App, { access }: Pick<ApiContext, 'access'>): void {
  // Set before anything reads it.
  app.decorateRequest('client', null as unknown as Client);
  app.addHook('onRequest', async (request, reply) => {
    const problem = checkRequest(access, request, reply);
    if (problem) throw problem;
  });
}

/** Finds the client of a request and sets the headers of its answer. Returns why it must be refused, null when it need not. */
export function checkRequest(
  access: Access,
  request: FastifyRequest,
  reply: FastifyReply,
): InputError | null {
  void reply.headers(headers);
  request.client = access.clientOf(accessRequest(request));
  try {
    access.checkClient(request.client);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  if (request.headers['sec-fetch-site'] === 'cross-site' && !isNavigation(request)) return crossSite();
  if (!isReading(request) && !isOwnPage(request)) return crossSite();
  return null;
}

function isReading({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** Whether no page but the console's own sends it: what browsers send of others has an origin, newer ones a site too. */
function isOwnPage({ headers: sent, client }: FastifyRequest): boolean {
  const { origin } = sent;
  const site = sent['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  const page = URL.parse(origin);
  // The port of the scheme is left out of an origin, and may stand in the Host.
  const own = URL.parse(`${client.isEncrypted ? 'https' : 'http'}://${client.host}`);
  return page !== null && page.origin === own?.origin;
}

/** Why a request that a page of another site sends is refused. */
export function crossSite(): InputError {
  return new InputError('CROSS_SITE', 'Cannot answer: the request comes from a page of another site');
}

/** Whether a person follows a link: the page that has it cannot read the answer. */
function isNavigation({ headers: sent, method }: Pick<FastifyRequest, 'headers' | 'method'>): boolean {
  return method === 'GET' && sent['sec-fetch-mode'] === 'navigate' && sent['sec-fetch-dest'] === 'document';
}
