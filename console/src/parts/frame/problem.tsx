import type { JSX } from 'preact';
import type { ApiError } from '../../data/api.ts';

/** The server's reason why a page has nothing to show, with links to other pages. */
export function Problem({ problem, what }: { problem: ApiError; what: string }): JSX.Element {
  const { status, message, code } = problem;
  const { candidates = [] } = problem.problem;
  return (
    <section class="problem">
      <h1>{status === 404 ? `No such ${what}` : `This ${what} cannot be shown`}</h1>
      <p>
        {message} <code>{code}</code>
      </p>
      {candidates.length > 0 && (
        <ul>
          {candidates.map(({ id, uri }) => (
            <li key={id}>
              <a href={uri}>{id}</a>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/">Host</a> · <a href="/metrics/VM">All machines</a> ·{' '}
        <a href="/openapi.json">All addresses</a>
      </p>
    </section>
  );
}
