import type { FastifyRequest } from 'fastify';
import type { Identity } from '../../../model/access/identity.ts';
import { permits } from '../../../model/access/role.ts';
import { InputError } from '../../../model/error.ts';
import { XapiFailure } from '../failure.ts';
import type { Responder } from '../rpc/methods.ts';

/**
 * The identity of a client that logs in with a name and a password: that of the token that is its password. Where the
 * loopback is open any other password will do.
 *
 * @param params name and password; of a local login the password alone.
 * @throws XapiFailure SESSION_AUTHENTICATION_FAILED
 */
export function logIn(
  { services: { access } }: Responder,
  { identity, client }: FastifyRequest,
  params: readonly unknown[],
): Identity {
  const texts = params.slice(0, 2).filter((each) => typeof each === 'string');
  const token = texts.find((text) => text.startsWith('virtscope_'));
  if (identity && token === undefined) return mayRead(identity);
  try {
    return mayRead(access.identityOf(token ?? '', client));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new XapiFailure('SESSION_AUTHENTICATION_FAILED', '', error.message);
  }
}

function mayRead(identity: Identity): Identity {
  if (permits(identity, 'viewer')) return identity;
  throw new XapiFailure('SESSION_AUTHENTICATION_FAILED', '', 'Cannot log in: the token has no role');
}
