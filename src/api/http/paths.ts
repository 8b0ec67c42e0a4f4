import { CLASSES } from '../../model/classes.ts';
import type { EntityRef } from '../../model/entity.ts';

/** Address of an entity in the tree of metrics. */
export function metricsPath(entity: EntityRef): string {
  return `/metrics/${entity.class}/${encodeURIComponent(entity.id)}`;
}

/** Address of what is known of an entity itself; a source is only in the tree. */
export function entityPath(entity: EntityRef): string {
  const { path: folder } = CLASSES[entity.class];
  return folder ? `${folder}/${encodeURIComponent(entity.id)}` : metricsPath(entity);
}
