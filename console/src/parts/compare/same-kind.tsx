import type { JSX } from 'preact';
import { byName, fleet } from '../../data/fleet.ts';
import { hostName } from '../../data/hosts.ts';
import { compareIds, mostCompared } from '../../view/chosen.ts';
import { kindsOf } from './kinds.ts';

/** Buttons that add the machines that have something in common with those compared. */
export function SameKind({ ids }: { ids: readonly string[] }): JSX.Element | null {
  const table = fleet.value;
  if (!table || ids.length === 0 || ids.length >= mostCompared) return null;
  const kinds = kindsOf(table, ids, byName.value, hostName);
  if (kinds.length === 0) return null;
  return (
    <ul aria-label="machines of the same kind" class="kinds">
      <li class="unit">all</li>
      {kinds.map((kind) => (
        <li key={kind.label}>
          <button type="button" onClick={() => compareIds(kind.ids.slice(0, mostCompared))}>
            {kind.label}{' '}
            <span class="unit">
              {kind.ids.length > mostCompared && `${mostCompared} of `}
              {kind.ids.length}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
