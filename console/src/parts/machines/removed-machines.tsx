import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Instance } from '../../../../src/api/wire/metrics.ts';
import { getJson } from '../../data/api.ts';
import { fleet } from '../../data/fleet.ts';
import { query, setQuery } from '../../view/router.ts';

/** Machines that were removed and still have history: their number, and their names when asked. */
export function RemovedMachines(): JSX.Element | null {
  const removed = useRemoved();
  const open = query('gone') !== null;
  if (removed.length === 0) return null;
  return (
    <section class="gone" aria-label="machines that were removed">
      <button
        type="button"
        class="quiet"
        aria-expanded={open}
        onClick={() => setQuery({ gone: open ? null : '1' }, true)}
      >
        {removed.length} removed, with history
      </button>
      {open && (
        <ul>
          {removed.map(({ id, name, uri }) => (
            <li key={id}>
              <a href={uri} title={id}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Asked again whenever the list of machines changes. */
function useRemoved(): readonly Instance[] {
  const [removed, setRemoved] = useState<readonly Instance[]>([]);
  const ids = fleet.value?.ids;
  useEffect(() => {
    if (!ids) return undefined;
    const left = new AbortController();
    // They follow those that are here.
    getJson<Instance[]>(`/metrics/VM?gone=1&offset=${ids.length}`, left.signal).then(
      (items) => setRemoved(items.filter(({ state }) => state === 'gone')),
      () => {
        // The frame shows that the server is away; the list is asked for again with the next table.
      },
    );
    return () => left.abort();
  }, [ids]);
  return removed;
}
