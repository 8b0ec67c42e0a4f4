import type { JSX } from 'preact';
import type { ApiError } from '../api.ts';

/** Why a page has nothing to show, in the server's words. */
export function Problem({ problem, what }: { problem: ApiError; what: string }): JSX.Element {
  return (
    <section class="problem">
      <h1>{problem.status === 404 ? `No such ${what}` : `This ${what} cannot be shown`}</h1>
      <p>
        {problem.message} <code>{problem.code}</code>
      </p>
      <p>
        <a href="/metrics/VM">All machines</a>
      </p>
    </section>
  );
}
