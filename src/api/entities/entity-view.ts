import type { Entity } from '../../model/entity.ts';
import { FACTS, factNames, type Fact, type FactName, type Facts, type FactValue } from '../../model/facts.ts';
import type { Condition } from '../../model/health.ts';
import { stateText } from '../../model/text/change.ts';
import type { Services } from '../context.ts';
import type { Entity as Body, Fact as FactBody } from '../wire/entity.ts';
import { entityPath, metricsPath } from '../http/paths.ts';

/** A host, VM or source as JSON; times in epoch seconds. */
export type EntityView = Omit<Body, 'devices'> & Pick<Entity, 'devices'>;

/** Makes entities to JSON, as they are now. */
export function entityViewer(services: Services): (entity: Entity) => EntityView {
  const demos = new Set(services.sources().flatMap(({ id, demo }) => (demo ? [id] : [])));
  const { alarms } = services;
  const now = services.clock.now();
  return (entity) => {
    const {
      id,
      name,
      source,
      parent,
      state,
      stateReason,
      stateSince,
      stateAtLeast,
      condition,
      devices,
      labels,
      facts,
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
      parent: parent && { ...parent, uri: entityPath(parent) },
      state,
      stateReason,
      stateText: entity.class === 'VM' ? stateText(state, stateReason) : null,
      stateSince: stateSince / 1000,
      stateAtLeast,
      condition: conditionView(condition, now),
      alarms: alarms.lights.of(entity),
      devices,
      labels,
      facts: factsView(facts),
    };
  };
}

/** Facts as JSON: times in epoch seconds. */
function factsView(facts: Facts): Record<string, FactBody> {
  const view: Record<string, FactBody> = {};
  for (const name of factNames) {
    const fact: Fact | undefined = facts[name];
    if (fact) view[name] = { ...fact, value: factView(name, fact.value), time: fact.time / 1000 };
  }
  return view;
}

/** The value of a fact as JSON. */
export function factView(name: FactName, value: FactValue | null): FactBody['value'] {
  if (typeof value === 'number') return FACTS[name].kind === 'time' ? value / 1000 : value;
  return typeof value === 'object' && value !== null ? [...value] : value;
}

export function entityView(services: Services, entity: Entity): EntityView {
  return entityViewer(services)(entity);
}

/** What is wrong with something, as JSON, at `now` (epoch ms). */
export function conditionView<Kind extends string>(condition: Condition<Kind> | null, now: number) {
  if (!condition) return null;
  const { kind, since, atLeast = false, reason } = condition;
  return { kind, since: since / 1000, atLeast, age: Math.max(0, now - since) / 1000, reason };
}
