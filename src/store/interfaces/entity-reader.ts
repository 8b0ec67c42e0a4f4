import type { Entity, EntityClass } from '../../model/entity.ts';

/** The hosts, VMs and sources that are known, and the metrics of each. */
export interface EntityReader {
  /** Ordered by name, then id. An entity that two sources report appears once. */
  entities(cls: EntityClass): readonly Entity[];
  /** Also one that was removed, whose state is `gone`, or that was there before a restart and not seen since: `unknown`. */
  entity(cls: EntityClass, id: string): Entity | null;
  /** Those that were removed and whose history has not run out, ordered as `entities`. */
  past(cls: EntityClass): readonly Entity[];
  /** Metric names, numbers in them in numeric order. */
  metrics(entity: Entity): string[];
}
