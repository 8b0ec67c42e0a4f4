import type { JSX } from 'preact';
import { chosen, choosing, compareUri, mostCompared } from '../../view/chosen.ts';

/** What is chosen, and the way to compare it; nothing while nothing is. */
export function Chosen(): JSX.Element | null {
  const ids = chosen.value;
  if (ids.size === 0) return null;
  const none = (): void => {
    chosen.value = new Set();
    choosing.value = false;
  };
  return (
    <p class="chosen" role="status">
      {ids.size} chosen{ids.size === mostCompared && ', the most at a time'}:{' '}
      <a href={compareUri(ids)}>compare ( c )</a>{' '}
      <button type="button" class="quiet" onClick={none}>
        choose none
      </button>
    </p>
  );
}
