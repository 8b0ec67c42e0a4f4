import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Responder } from './methods.ts';

/**
 * Whether a request for a resource goes ahead, and as whom: `session` is one that XAPI's login gave (as a parameter or a
 * cookie), `basic` any name and password, `none` none at all, which loopback allows everywhere (ADR 0004).
 * A task the client announced is over when the answer is. Null where the session has ended: the answer is sent.
 */
export function credentialsOf(
  { sessions, inventory }: Responder,
  request: FastifyRequest<{ Querystring: { session_id?: string; task_id?: string } }>,
  reply: FastifyReply,
): 'session' | 'basic' | 'none' | null {
  const ref = cookie(request.headers.cookie, 'session_id') ?? request.query.session_id;
  if (ref === undefined) return request.headers.authorization === undefined ? 'none' : 'basic';
  if (sessions.use(ref)) {
    const { task_id: task } = request.query;
    if (task !== undefined) reply.raw.once('close', () => inventory.finishTask(task));
    return 'session';
  }
  void reply
    .code(401)
    .header('www-authenticate', 'Basic realm="virtscope"')
    .type('text/html')
    .send('<html><body><h1>HTTP 401 unauthorised</h1>The session has ended or never was.</body></html>');
  return null;
}

function cookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [key, value = ''] = part.split('=', 2);
    if (key?.trim() === name) return decode(value.trim());
  }
  return undefined;
}

/** A reference has a colon, which some write as it is and some escape. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
