import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CLASSES, entityClasses } from '../../../src/model/classes.ts';
import { ApiError, getJson, uriOf } from '../data/api.ts';
import { Problem } from '../parts/lazily.ts';
import { useTitle } from '../view/title.ts';

/** Characters that are shown; more would make the browser slow and is for programs. */
const most = 100_000;

/** An address for programs, or an unknown one: its answer, and links to pages. */
export function ResourcePage({ path }: { path: string }): JSX.Element {
  const [answer, setAnswer] = useState<string | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const address = path + window.location.search;
  useTitle(path);
  useEffect(() => {
    const stop = new AbortController();
    setProblem(null);
    getJson(address, stop.signal).then(
      (json) => setAnswer(JSON.stringify(json, null, 2)),
      (error: unknown) => {
        if (error instanceof ApiError) setProblem(error);
      },
    );
    return () => stop.abort();
  }, [address]);
  if (problem) return <Problem problem={problem} what="address" />;
  const page = pageOf(path);
  return (
    <div class="resource-page">
      <h1>{path}</h1>
      <p class="note">
        This address is for programs: it answers JSON.{' '}
        {page !== null && <a href={page}>Its page in the console</a>}
      </p>
      <pre tabIndex={0}>curl '{window.location.origin + address}'</pre>
      {answer !== null && <pre tabIndex={0}>{linked(answer.slice(0, most))}</pre>}
      {answer !== null && answer.length > most && (
        <p class="note">{answer.length - most} more characters: ask for them with curl.</p>
      )}
      <p>
        <a href="/">Host</a> · <a href="/metrics/VM">All machines</a> · <a href="/metrics/VM/top">Top</a> ·{' '}
        <a href="/openapi.json">All addresses</a>
      </p>
    </div>
  );
}

/** The page that shows what a program reads at an address; null where there is none of its own. */
function pageOf(path: string): string | null {
  const [, folder, id] = /^(\/[^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const cls = entityClasses.find((each) => CLASSES[each].path === folder);
  if (cls === undefined) return null;
  if (id !== undefined) return `${uriOf(cls)}/${id}`;
  return cls === 'host' ? '/' : uriOf(cls);
}

/** Where addresses of this server begin that an answer may have. */
const roots = ['/metrics', ...entityClasses.flatMap((cls) => CLASSES[cls].path ?? [])];
const address = new RegExp(`("(?:${roots.join('|')})[^"]*")`);

function linked(json: string): (string | JSX.Element)[] {
  // The odd parts are what the pattern takes in.
  return json
    .split(address)
    .map((part, place) => (place % 2 === 1 ? <a href={part.slice(1, -1)}>{part}</a> : part));
}
