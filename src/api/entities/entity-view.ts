import type { Device, Entity, EntityClass } from '../../model/entity.ts';
import type { EntityCondition } from '../../model/health.ts';
import type { Services } from '../context.ts';
import { entityPath, metricsPath } from '../http/paths.ts';

/** A host, VM or source as JSON; times in epoch seconds. */
export interface EntityView {
  readonly uuid: string;
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly metrics: string;
  readonly class: EntityClass;
  readonly source: string;
  readonly demo: boolean;
  readonly host: string | null;
  readonly state: string;
  readonly stateReason: string | null;
  readonly stateSince: number;
  readonly stateAtLeast: boolean;
  readonly condition: ConditionView | null;
  /** Null until they are read. */
  readonly devices: readonly Device[] | null;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ConditionView {
  readonly kind: EntityCondition['kind'];
  readonly since: number;
  readonly atLeast: boolean;
  /** Seconds. */
  readonly age: number;
  readonly reason: string;
}

/** Makes entities to JSON, as they are now. */
export function entityViewer(services: Services): (entity: Entity) => EntityView {
  const demos = new Set(services.sources().flatMap(({ id, demo }) => (demo ? [id] : [])));
  const now = services.clock.now();
  return (entity) => {
    const {
      id,
      name,
      source,
      host,
      state,
      stateReason,
      stateSince,
      stateAtLeast,
      condition,
      devices,
      labels,
    } = entity;
    return {
      uuid: id,
      id,
      name,
      uri: entityPath(entity),
      metrics: metricsPath(entity),
      class: entity.class,
      source,
      demo: demos.has(source),
      host,
      state,
      stateReason,
      stateSince: stateSince / 1000,
      stateAtLeast,
      condition: conditionView(condition, now),
      devices,
      labels,
    };
  };
}

export function entityView(services: Services, entity: Entity): EntityView {
  return entityViewer(services)(entity);
}

export function conditionView(condition: EntityCondition | null, now: number): ConditionView | null {
  if (!condition) return null;
  const { kind, since, atLeast = false, reason } = condition;
  return { kind, since: since / 1000, atLeast, age: Math.max(0, now - since) / 1000, reason };
}
