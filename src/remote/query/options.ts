import { InputError } from '../../model/error.ts';
import type { Label } from '../../prometheus/mod.ts';

/** The engine that is asked for rows older than our own, as the configuration has it. */
export interface RemoteQueryOptions {
  /**
   * Where its Prometheus HTTP API is, without `/api/v1/…`: `http://prometheus:9090`, `https://mimir/prometheus`. A name and
   * password in it become basic authentication.
   */
  readonly url: string;
  /** Sent with every request, such as `Authorization` or `X-Scope-OrgID`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Value of the header Authorization, read before every request; a rejection is the reason why the engine was not asked. */
  readonly authorization?: () => Promise<string>;
  /** How long an answer may take, ms; 10 s when left out. */
  readonly timeoutMs?: number;
  /** Longest answer, bytes when decompressed; 4 MB when left out. */
  readonly maxAnswerBytes?: number;
  /** Labels that our series have there besides their names and ids, such as `{ instance: 'host1' }`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The same with every default in its place. */
export interface RemoteQuerySettings {
  /** Host of the engine, for messages. */
  readonly name: string;
  /** Without name, password and query. */
  readonly url: string;
  readonly rangeUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: (() => Promise<string>) | null;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly labels: readonly Label[];
}

/** @throws {InputError} CONFIG_INVALID when nothing could ever be asked that way. */
export function remoteQuerySettings(options: RemoteQueryOptions): RemoteQuerySettings {
  const { authorization = null, labels = {} } = options;
  const { timeoutMs = 10_000, maxAnswerBytes = 4 * 1024 * 1024 } = options;
  const fail = (state: string): never => {
    throw new InputError('CONFIG_INVALID', `Cannot ask the remote engine: ${state}`);
  };
  const url = URL.parse(options.url);
  if (!url || !/^https?:$/.test(url.protocol)) return fail('its URL is not one of http or https');
  for (const [what, value] of Object.entries({ timeoutMs, maxAnswerBytes })) {
    if (!(Number.isInteger(value) && value > 0)) fail(`${what} is not a positive integer`);
  }
  for (const key of Object.keys(labels)) {
    if (!/^[a-zA-Z_]\w*$/.test(key) || key === '__name__') fail(`"${key}" is not the name of a label`);
  }
  const headers = { ...options.headers };
  if (url.username !== '') {
    const secret = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['Authorization'] = `Basic ${Buffer.from(secret).toString('base64')}`;
  }
  // fetch takes no URL with a name and password in it.
  url.username = '';
  url.password = '';
  url.hash = '';
  const path = url.pathname.replace(/\/$/, '');
  const shown = `${url.origin}${path}`;
  url.pathname = `${path}/api/v1/query_range`;
  const rangeUrl = url.href;
  return {
    name: url.host,
    url: shown,
    rangeUrl,
    headers,
    authorization,
    timeoutMs,
    maxAnswerBytes,
    labels: Object.entries(labels),
  };
}
