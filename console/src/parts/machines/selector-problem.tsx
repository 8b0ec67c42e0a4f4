import type { JSX } from 'preact';
import { effective, selected } from '../../data/selector/selected.ts';

/** What of the selector cannot be read, and what is shown meanwhile. */
export function SelectorProblem(): JSX.Element | null {
  const { error } = selected.value;
  if (!error) return null;
  const shown = effective.value;
  return (
    <p class="note wrong">
      {error.message}. {shown ? `Shown is “${shown.text}”.` : 'All are shown.'}
    </p>
  );
}
