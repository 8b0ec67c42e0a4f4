/** A request with a body. */
export function posted(body: unknown, accept = 'application/json', signal?: AbortSignal): RequestInit {
  const headers = { accept, 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(body), signal: signal ?? null };
}
