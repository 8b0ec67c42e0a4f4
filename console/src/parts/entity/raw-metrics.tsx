import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { uriOf } from '../../data/api.ts';
import type { EntityView } from '../../data/entity.ts';
import { lazy } from '../../lazy.tsx';

const RawTable = lazy(async () => import('./raw-table.tsx'), 'RawTable');

/** Every metric of an entity, each under the address at which curl reads it; shown when asked, or `all` at once. */
export function RawMetrics({ view, all }: { view: EntityView; all: boolean }): JSX.Element | null {
  const [open, setOpen] = useState(all);
  const latest = view.latest.value;
  if (!latest) return null;
  const names = Object.keys(latest.values);
  if (names.length === 0) return null;
  return (
    <section class="block">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2>All {names.length} metrics</h2>
        </summary>
        <p class="note">
          The same address answers a program with JSON:{' '}
          <code>
            curl {window.location.origin}
            {uriOf(view.class, view.id)}
          </code>
        </p>
        {open && <RawTable view={view} latest={latest} />}
      </details>
    </section>
  );
}
