import type { JSX } from 'preact';
import { ended } from '../format/ended.ts';

/** Why the API refused what a control asked; nothing where it did not. */
export function Refusal({ problem }: { problem: string | null }): JSX.Element | null {
  if (problem === null) return null;
  return (
    <p class="wrong" role="alert">
      {ended(problem)}
    </p>
  );
}
