import type { Device, Entity, EntityClass, Trouble } from '../../model/entity.ts';
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
  readonly trouble: TroubleView | null;
  /** Null until they are read. */
  readonly devices: readonly Device[] | null;
  readonly labels: Readonly<Record<string, string>>;
}

export interface TroubleView {
  readonly kind: Trouble['kind'];
  readonly since: number;
  /** Seconds. */
  readonly age: number;
  readonly reason: string;
}

/** Makes entities to JSON, as they are now. */
export function entityViewer(services: Services): (entity: Entity) => EntityView {
  const demos = new Set(services.sources().flatMap(({ name, demo }) => (demo ? [name] : [])));
  const now = services.clock.now();
  return (entity) => {
    const { id, name, source, host, state, stateReason, stateSince, trouble, devices, labels } = entity;
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
      trouble: troubleView(trouble, now),
      devices,
      labels,
    };
  };
}

export function entityView(services: Services, entity: Entity): EntityView {
  return entityViewer(services)(entity);
}

export function troubleView(trouble: Trouble | null, now: number): TroubleView | null {
  if (!trouble) return null;
  const { kind, since, reason } = trouble;
  return { kind, since: since / 1000, age: Math.max(0, now - since) / 1000, reason };
}
