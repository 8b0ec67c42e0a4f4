import '../../styles/facts.css';
import type { ComponentChildren, JSX } from 'preact';
import { lightOf } from '../../../../src/model/light.ts';
import type { EntityView } from '../../data/entity.ts';
import { ended } from '../../format/ended.ts';
import { Light } from '../light.tsx';
import { Since } from '../since.tsx';
import { StateLine } from './state-line.tsx';

interface Props {
  view: EntityView;
  name: string;
  /** Another name, after it. */
  subtitle?: string | undefined;
  /** A sentence in place of the state's where it is no longer reported. */
  removed: string;
  /** What is wrong with it is not above it already. */
  banner?: boolean;
  /** Where it is. */
  where?: ComponentChildren;
  /** What it is. */
  facts?: ComponentChildren;
  /** What stands beside the name. */
  children?: ComponentChildren;
}

/** The name of an entity, its state and since when, what it is, and once what is wrong with it. */
export function EntityHeader({
  view,
  name,
  subtitle,
  removed,
  banner = true,
  where,
  facts,
  children,
}: Props): JSX.Element {
  const entity = view.entity.value;
  const light = entity
    ? lightOf(view.class, entity.state, entity.condition, entity.alarms ?? null)
    : 'unknown';
  return (
    <header class="entity-header">
      <div class="identity">
        <h1>
          <Light light={light} /> {name}
        </h1>
        {subtitle !== undefined && subtitle !== name && <span class="subtitle">{subtitle}</span>}
        {children}
      </div>
      {entity && (
        <p class="facts">
          <StateLine entity={entity} />
          {where}
          <span>source {entity.source}</span>
          <span class="uuid">{entity.uuid ?? entity.id}</span>
          {entity.demo && <strong class="demo">demo</strong>}
        </p>
      )}
      {facts}
      {view.removed.value && (
        <p class="condition unknown" role="alert">
          {removed} Its history stays until it has run out.
        </p>
      )}
      {banner && entity?.condition && (
        <p class={`condition ${light}`} role="alert">
          <Light light={light} /> <span class="what">{ended(entity.condition.reason)}</span>{' '}
          <Since since={entity.condition.since} atLeast={entity.condition.atLeast} />
        </p>
      )}
    </header>
  );
}
