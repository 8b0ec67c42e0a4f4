import '../../styles/facts.css';
import type { JSX } from 'preact';
import { chosen, compareUri } from '../../view/chosen.ts';
import { uriOf } from '../../data/api.ts';
import type { EntityView } from '../../data/entity.ts';
import { byName, fleet, useNames } from '../../data/fleet.ts';
import { hostName } from '../../data/hosts.ts';
import { hint, useCommands } from '../../view/keys.ts';
import { go, keepingView } from '../../view/router.ts';
import { MachineFacts } from '../lazily.ts';
import { EntityHeader } from './entity-header.tsx';
import { known } from './facts/read.ts';

/** What every entity's header has, the host the machine is on, and the way to its neighbours. */
export function MachineHeader({ view }: { view: EntityView }): JSX.Element {
  const entity = view.entity.value;
  const row = fleet.value?.ids.indexOf(view.id) ?? -1;
  return (
    <EntityHeader
      view={view}
      name={entity?.name ?? fleet.value?.names[row] ?? view.id}
      removed="The hypervisor does not know this machine any more."
      subtitle={entity ? known(entity.facts, 'title')?.value : undefined}
      facts={entity && <MachineFacts facts={entity.facts} />}
      where={
        entity?.parent && (
          <span>
            on <a href={uriOf(entity.parent.class, entity.parent.id)}>{hostName(entity.parent.id)}</a>
          </span>
        )
      }
    >
      <Neighbours id={view.id} />
    </EntityHeader>
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
  const toPrevious = { key: '[', name: 'previous machine, by name', run: () => previous && go(previous) };
  const toNext = { key: ']', name: 'next machine, by name', run: () => next && go(next) };
  useCommands([toPrevious, toNext]);
  return (
    <nav class="neighbours" aria-label="machines by name">
      <a class="action" href={compareUri(new Set([...chosen.value, id]))}>
        compare
      </a>
      {previous && (
        <a href={previous} title={hint(toPrevious)}>
          ‹ {fleet.value?.names[order[place - 1] ?? 0]}
        </a>
      )}
      {next && (
        <a href={next} title={hint(toNext)}>
          {fleet.value?.names[order[place + 1] ?? 0]} ›
        </a>
      )}
    </nav>
  );
}
