import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError, getJson } from '../api.ts';
import { Problem } from '../parts/problem.tsx';
import { useTitle } from '../title.ts';

/** A resource that has no page of its own, as a program sees it; the addresses in it can be followed. */
export function ResourcePage({ path }: { path: string }): JSX.Element {
  const [answer, setAnswer] = useState<unknown>(undefined);
  const [problem, setProblem] = useState<ApiError | null>(null);
  useTitle(path);
  useEffect(() => {
    const stop = new AbortController();
    setProblem(null);
    getJson(path + window.location.search, stop.signal).then(setAnswer, (error: unknown) => {
      if (error instanceof ApiError) setProblem(error);
    });
    return () => stop.abort();
  }, [path]);
  if (problem) return <Problem problem={problem} what="resource" />;
  return (
    <div class="resource-page">
      <h1>{path}</h1>
      <pre tabIndex={0}>{linked(JSON.stringify(answer, null, 2) ?? '')}</pre>
    </div>
  );
}

function linked(json: string): (string | JSX.Element)[] {
  return json
    .split(/("\/metrics[^"]*")/)
    .map((part) => (part.startsWith('"/metrics') ? <a href={part.slice(1, -1)}>{part}</a> : part));
}
