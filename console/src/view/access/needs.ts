import type { Role } from '../../../../src/model/access/role.ts';

/** What controls ask the API for that not every role may, and the role it needs: the routes' own, as a test compares. */
export const needs = {
  'POST /sources': 'admin',
  'DELETE /sources/:id': 'admin',
  'POST /sources/:id/retry': 'operator',
  'GET /tokens': 'admin',
  'POST /alarms/:id/ack': 'operator',
  'DELETE /silences/:id': 'operator',
  'PUT /overrides/:name': 'admin',
  'POST /alarm-rules/dry-run': 'operator',
  'PUT /alarm-rules/:id': 'admin',
} as const satisfies Readonly<Record<string, Role>>;

export type Restricted = keyof typeof needs;
