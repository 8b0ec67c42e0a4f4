import type { Need } from '../../model/access/role.ts';

/** How a client is known, as openapi.json has it. */
export const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A token, `virtscope_…`' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-virtscope',
    description: 'Given by `POST /session`',
  },
  basic: { type: 'http', scheme: 'basic', description: "A token as password, at XAPI's addresses" },
  xapi: { type: 'apiKey', in: 'query', name: 'session_id', description: "A session of XAPI's login" },
} as const;

/** What a route takes, each with the roles that it needs. */
export function securityOf(need: Need, tag: string): readonly Readonly<Record<string, string[]>>[] {
  if (need === 'public') return [];
  const schemes = tag === 'XAPI' ? Object.keys(securitySchemes) : ['bearer', 'session'];
  return schemes.map((scheme) => ({ [scheme]: [need] }));
}
