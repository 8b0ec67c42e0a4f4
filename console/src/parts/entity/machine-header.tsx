import type { JSX } from 'preact';
import { lightOf } from '../../../../src/model/light.ts';
import { chosen, compareUri } from '../../view/chosen.ts';
import type { EntityView } from '../../data/entity.ts';
import { byName, fleet, useNames } from '../../data/fleet.ts';
import { hostName } from '../../data/hosts.ts';
import { useKeys } from '../../view/keys.ts';
import { stateWord } from '../../data/light.ts';
import { go, keepingView } from '../../view/router.ts';
import { ended } from '../../format/ended.ts';
import { Light } from '../light.tsx';
import { Since } from '../since.tsx';

/** The machine's name, its state and since when, what is wrong, and the way to its neighbours. */
export function MachineHeader({ view }: { view: EntityView }): JSX.Element {
  const entity = view.entity.value;
  const row = fleet.value?.ids.indexOf(view.id) ?? -1;
  const name = entity?.name ?? fleet.value?.names[row] ?? view.id;
  const light = entity ? lightOf('VM', entity.state, entity.condition) : 'unknown';
  return (
    <header class="machine-header">
      <div class="who">
        <h1>
          <Light light={light} /> {name}
        </h1>
        <Neighbours id={view.id} />
      </div>
      {entity && (
        <p class="facts">
          <span>
            <b>{stateWord(entity.state)}</b>
            {entity.stateReason && ` (${entity.stateReason.replaceAll('-', ' ')})`},{' '}
            <Since since={entity.stateSince} atLeast={entity.stateAtLeast} />
          </span>
          {entity.host && (
            <span>
              on <a href={`/metrics/host/${entity.host}`}>{hostName(entity.host)}</a>
            </span>
          )}
          <span>source {entity.source}</span>
          <span class="uuid">{entity.uuid ?? entity.id}</span>
          {entity.demo && <strong class="demo">demo</strong>}
        </p>
      )}
      {view.removed.value && (
        <p class="condition unknown" role="alert">
          The hypervisor does not know this machine any more. Its history stays until it has run out.
        </p>
      )}
      {entity?.condition && (
        <p class={`condition ${light}`} role="alert">
          <Light light={light} word={entity.condition.kind} />{' '}
          <span class="what">{ended(entity.condition.reason)}</span>{' '}
          <Since since={entity.condition.since} atLeast={entity.condition.atLeast} />
        </p>
      )}
    </header>
  );
}

function Neighbours({ id }: { id: string }): JSX.Element | null {
  useNames();
  const order = byName.value;
  const ids = fleet.value?.ids ?? [];
  const place = order.findIndex((row) => ids[row] === id);
  const uri = (at: number): string | null => {
    const row = order[at];
    return row === undefined ? null : keepingView(`/metrics/VM/${ids[row] ?? ''}`);
  };
  const previous = place > 0 ? uri(place - 1) : null;
  const next = place >= 0 ? uri(place + 1) : null;
  useKeys({ '[': () => previous && go(previous), ']': () => next && go(next) });
  return (
    <nav class="neighbours" aria-label="machines by name">
      <a href={compareUri(new Set([...chosen.value, id]))}>compare</a>
      {previous && (
        <a href={previous} title="previous machine ( [ )">
          ‹ {fleet.value?.names[order[place - 1] ?? 0]}
        </a>
      )}
      {next && (
        <a href={next} title="next machine ( ] )">
          {fleet.value?.names[order[place + 1] ?? 0]} ›
        </a>
      )}
    </nav>
  );
}
