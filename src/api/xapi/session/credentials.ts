import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf } from '../../../auth/mod.ts';
import { InputError } from '../../../model/error.ts';
import { crossSite } from '../../http/security.ts';
import type { Responder } from '../rpc/methods.ts';

/**
 * How a request for a resource is authenticated: `session` is one that XAPI's login gave (as a parameter or a
 * cookie), `basic` a name and a password, `none` neither of them. Whether it may ask is decided before (api/access).
 * A task the client announced is over when the answer is.
 * @throws InputError SESSION_INVALID where it has ended, CROSS_SITE for what any page of another site could make a browser send.
 */
export function credentialsOf(
  { sessions, inventory }: Responder,
  request: FastifyRequest<{ Querystring: { session_id?: string; task_id?: string } }>,
  reply: FastifyReply,
): 'session' | 'basic' | 'none' {
  // XAPI has no pages to follow a link to: the answer would be lost.
  if (request.headers['sec-fetch-site'] === 'cross-site') throw crossSite();
  const ref = sessionRef(request);
  if (ref === undefined) return request.headers.authorization === undefined ? 'none' : 'basic';
  if (sessions.use(ref)) {
    const { task_id: task } = request.query;
    if (task !== undefined) reply.raw.once('close', () => inventory.finishTask(task));
    return 'session';
  }
  void reply.header('www-authenticate', 'Basic realm="virtscope"');
  throw new InputError('SESSION_INVALID', 'Cannot answer: the session has ended or never was');
}

/** The reference of a session that a request has, as a cookie or a parameter; undefined without. */
export function sessionRef({ headers, query }: FastifyRequest): string | undefined {
  const cookie = cookieOf(headers.cookie, 'session_id');
  if (cookie !== null) return decode(cookie);
  const { session_id: ref } = query as { session_id?: unknown };
  return typeof ref === 'string' ? ref : undefined;
}

/** A reference has a colon, which some write as it is and some escape. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
