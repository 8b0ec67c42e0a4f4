import { CLASSES, type EntityClass } from '../../model/classes.ts';
import type { EntityRef } from '../../model/entity.ts';

/** Address of a class in the tree of metrics. */
export function classPath(cls: EntityClass): string {
  return `/metrics/${CLASSES[cls].segment}`;
}

/** Address of an entity in the tree of metrics. */
export function metricsPath(entity: EntityRef): string {
  return `${classPath(entity.class)}/${encodeURIComponent(entity.id)}`;
}

/** Address of what is known of an entity itself; one of a class without pages of its own is only in the tree. */
export function entityPath(entity: EntityRef): string {
  const { path: folder } = CLASSES[entity.class];
  return folder ? `${folder}/${encodeURIComponent(entity.id)}` : metricsPath(entity);
}
