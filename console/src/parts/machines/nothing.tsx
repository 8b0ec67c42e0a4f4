import type { JSX } from 'preact';
import type { Selector } from '../../../../src/model/select/mod.ts';
import { setQuery } from '../../view/router.ts';

/** What is said in place of rows where there are none, and the way to all. */
export function Nothing({ selector }: { selector: Selector | null }): JSX.Element {
  if (!selector) return <p class="note">No machine is on this host.</p>;
  return (
    <p class="note">
      No machine matches “{selector.text}”.{' '}
      <button type="button" onClick={() => setQuery({ select: null, q: null })}>
        show all
      </button>
    </p>
  );
}
