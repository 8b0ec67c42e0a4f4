import type { JSX } from 'preact';
import { looksOf } from '../../charts/legend/entity-colours.ts';
import { compareIds, mostCompared } from '../../view/chosen.ts';
import { labelsOf } from '../../../../src/model/text/labels.ts';
import { fleet } from '../../data/fleet.ts';
import { AddMachines } from './add-machines.tsx';
import { SameKind } from './same-kind.tsx';

/** The machines compared: each leads to its page and can be taken out; more are added by name. */
export function CompareMembers({ ids }: { ids: readonly string[] }): JSX.Element {
  const table = fleet.value;
  const looks = looksOf(ids);
  const rowOf = (id: string): number => table?.ids.indexOf(id) ?? -1;
  const nameOf = (id: string): string => (table && labelsOf(table)[rowOf(id)]) ?? id;
  return (
    <div class="members">
      {ids.length === 0 && (
        <p class="note">
          Choose machines in the <a href="/metrics/VM">table</a> (x in a row, then c), or add them by name.
        </p>
      )}
      <ul aria-label="machines compared">
        {ids.map((id) => (
          <li key={id}>
            <i class="key" style={{ color: `var(--${looks.get(id)?.colour})` }} />
            <a href={`/metrics/VM/${id}`}>{nameOf(id)}</a>
            {table && rowOf(id) < 0 && <span class="unit"> (not here now)</span>}
            <button
              type="button"
              class="quiet"
              title="take out"
              onClick={() => compareIds(ids.filter((other) => other !== id))}
            >
              <span aria-hidden="true">✕</span>
              <span class="hidden">take out {nameOf(id)}</span>
            </button>
          </li>
        ))}
        {ids.length < mostCompared && (
          <li>
            <AddMachines ids={ids} />
          </li>
        )}
      </ul>
      <SameKind ids={ids} />
      {ids.length === mostCompared && <p class="note">{mostCompared} machines are the most at a time.</p>}
    </div>
  );
}
