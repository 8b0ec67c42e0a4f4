import type { AddressInfo } from 'node:net';
import { InputError } from '../model/error.ts';
import type { App } from './context.ts';

const headers = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  vary: 'Accept',
} as const;

const loopbackNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const loopbackAddress = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Headers that keep a browser from being misled, and the guard against DNS rebinding: on loopback only its own names
 * are answered for, or any web page could have itself resolved to 127.0.0.1 and read along.
 */
export function addSecurity(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (isExposed(app.server.address())) return;
    const { host = '' } = request.headers;
    if (!loopbackNames.test(host)) {
      throw new InputError(
        'ADDRESS_REFUSED',
        `Cannot answer for host '${host}': only localhost is served here`,
      );
    }
  });
}

/** Whether the server listens where other machines reach it; not listening at all (tests) is not. */
function isExposed(address: AddressInfo | string | null): boolean {
  return typeof address === 'object' && address !== null && !loopbackAddress.test(address.address);
}
