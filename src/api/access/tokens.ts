import { Type } from 'typebox';
import { describeToken, type TokenRecord } from '../../auth/mod.ts';
import { ROLES } from '../../model/access/role.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { answers, created, only, params } from '../http/schema.ts';
import type { NewToken, Token } from '../wire/access.ts';
import { audit } from './audit-log.ts';

export function tokensEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'All tokens, the oldest first',
    querystring: only({}),
    response: answers('Tokens'),
  };
  return endpoint(schema, () => services.access.tokens.all().map((record) => viewOf(services, record)));
}

export function createTokenEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Makes a token, which this answer has and no other',
    body: only({
      role: Type.Optional(Type.Enum(ROLES)),
      purpose: Type.Optional(
        Type.String({
          maxLength: 100,
          description: '`fleet`, or `report:` and an installation; instead of a role',
        }),
      ),
      note: Type.String({ maxLength: 200, description: 'What it is for' }),
      expiresAt: Type.Optional(Type.Number({ description: 'Epoch seconds; never when left out' })),
    }),
    response: created('NewToken'),
  };
  return endpoint(schema, (request, reply) => {
    const { role = null, purpose = null, note, expiresAt } = request.body;
    const { token, record } = services.access.tokens.create({
      role,
      purpose,
      note,
      createdBy: request.identity?.name ?? '',
      expiresAt: expiresAt === undefined ? null : Math.round(expiresAt * 1000),
    });
    audit(services, request, 'token.create', describeToken(record));
    const view: NewToken = { ...viewOf(services, record), token };
    return reply.code(201).header('location', view.uri).send(view);
  });
}

export function revokeTokenEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Revokes a token; its sessions and streams end',
    params: params('id'),
    querystring: only({}),
    response: answers('Token'),
  };
  return endpoint(schema, (request) => {
    const record = services.access.tokens.revoke(request.params.id);
    audit(services, request, 'token.revoke', describeToken(record));
    return viewOf(services, record);
  });
}

function viewOf({ access }: Services, record: TokenRecord): Token {
  const { id, note, role, purpose, createdBy } = record;
  return {
    id,
    uri: `/tokens/${id}`,
    note,
    role,
    purpose,
    createdAt: record.createdAt / 1000,
    createdBy,
    expiresAt: inSeconds(record.expiresAt),
    lastUsedAt: inSeconds(access.tokens.lastUse(id)),
  };
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
