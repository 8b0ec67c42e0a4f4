import { permits } from '../../../../src/model/access/role.ts';
import { identity } from '../../data/access/session.ts';
import { needs, type Restricted } from './needs.ts';

/** Whether the reader may do that: a control for what it may not is absent. */
export function permitted(asked: Restricted): boolean {
  const role = identity.value?.role ?? null;
  return permits({ role, purpose: null }, needs[asked]);
}
