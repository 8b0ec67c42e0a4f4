import { createEntity, type Entity, type EntityClass } from '../../model/entity.ts';
import type { Services } from '../context.ts';
import { knownEntity } from '../http/resolve.ts';

/** The entities of a comma list of ids, each once. An id that only the remote engine may know stands for itself. */
export function namedEntities(services: Services, cls: EntityClass, ids: string): Entity[] {
  const found = new Set(ids.split(',').flatMap((id) => knownEntity(services.store, cls, id) ?? id));
  return [...found].flatMap((one) => (typeof one === 'string' ? (elsewhere(services, cls, one) ?? []) : one));
}

/** An entity of which the remote engine may have rows; null where there is no engine. */
function elsewhere(services: Services, cls: EntityClass, id: string): Entity | null {
  if (!services.remoteQuery()) return null;
  return createEntity({ class: cls, id, source: '', name: id, state: 'gone' }, 0);
}
