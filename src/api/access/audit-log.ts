import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { MAX_ENTRIES, type AuditAction, type AuditEntry as Entry } from '../../auth/mod.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { answers, only } from '../http/schema.ts';
import type { AuditEntry } from '../wire/access.ts';

export function auditLogEndpoint({ access }: Services): Endpoint {
  const schema = {
    summary: 'Changes and logins, the newest first',
    querystring: only({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ENTRIES, default: 100 })),
      after: Type.Optional(
        Type.String({ pattern: '^\\d{1,20}-\\d{1,20}$', description: 'The `next` of the answer before' }),
      ),
    }),
    response: answers('AuditLog'),
  };
  return endpoint(schema, ({ query: { limit = 100, after = null } }) => {
    const { entries, next } = access.auditLog.read(limit, after);
    return { entries: entries.map(viewOf), next };
  });
}

function viewOf({ time, name, by, action, subject }: Entry): AuditEntry {
  return { time: time / 1000, name, by, action, subject };
}

/** Writes what a request changed. */
export function audit(
  { access }: Services,
  { identity }: FastifyRequest,
  action: AuditAction,
  subject: string | null,
): void {
  access.auditLog.write({ name: identity?.name ?? '', by: identity?.by ?? '', action, subject });
}
