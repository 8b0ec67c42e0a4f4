import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import { InputError } from '../../model/error.ts';
import type { App } from '../context.ts';
import { quoted } from './resolve.ts';

const headers = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  vary: 'Accept, Accept-Encoding',
} as const;

const loopbackNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const loopbackAddress = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Headers that keep a browser from being misled, and the guards against other sites: on loopback only its own names are
 * answered for, or any web page could have itself resolved to 127.0.0.1 and read along; and what a page of another site
 * sends is refused, or it could make this machine work.
 */
export function addSecurity(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    const problem = checkRequest(request, reply, app.server.address());
    if (problem) throw problem;
  });
}

/** Sets the headers of an answer. Returns why the request must be refused, null when it need not. */
export function checkRequest(
  request: Pick<FastifyRequest, 'headers' | 'method'>,
  reply: FastifyReply,
  address: AddressInfo | string | null,
): InputError | null {
  void reply.headers(headers);
  const { host = '' } = request.headers;
  if (!isExposed(address) && !loopbackNames.test(host)) {
    const problem = `Cannot answer for host ${quoted(host)}: only localhost is served here`;
    return new InputError('ADDRESS_REFUSED', problem);
  }
  if (request.headers['sec-fetch-site'] === 'cross-site' && !isNavigation(request)) return crossSite();
  if (!isReading(request) && !isOwnPage(request)) return crossSite();
  return null;
}

function isReading({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** Whether no page but the console's own sends it: what browsers send of others has an origin, newer ones a site too. */
function isOwnPage({ headers: sent }: Pick<FastifyRequest, 'headers'>): boolean {
  const { origin, host = '' } = sent;
  const site = sent['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || URL.parse(origin)?.host === host.toLowerCase();
}

/** Why a request that a page of another site sends is refused. */
export function crossSite(): InputError {
  return new InputError('CROSS_SITE', 'Cannot answer: the request comes from a page of another site');
}

/** Whether a person follows a link: the page that has it cannot read the answer. */
function isNavigation({ headers: sent, method }: Pick<FastifyRequest, 'headers' | 'method'>): boolean {
  return method === 'GET' && sent['sec-fetch-mode'] === 'navigate' && sent['sec-fetch-dest'] === 'document';
}

/** Whether the server listens where other machines reach it; not listening at all (tests) is not. */
export function isExposed(address: AddressInfo | string | null): boolean {
  return typeof address === 'object' && address !== null && !loopbackAddress.test(address.address);
}
