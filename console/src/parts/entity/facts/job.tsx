import type { JSX } from 'preact';
import { text } from '../../../format/format.ts';
import { known, type Facts } from './read.ts';

/** The job in progress, with a bar where it is known how far it is. */
export function Job({ facts }: { facts: Facts }): JSX.Element | null {
  const job = known(facts, 'job')?.value;
  if (job === undefined) return null;
  const progress = known(facts, 'jobProgress')?.value;
  return (
    <li class="job">
      {job}
      {progress !== undefined && (
        <>
          {' '}
          <progress value={progress} aria-label={`${job}: part that is done`} /> {text(progress, 'ratio')}
        </>
      )}
    </li>
  );
}
