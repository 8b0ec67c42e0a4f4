import { HttpClient } from '../http-client.ts';
import type { ServerAccess } from '../server-access.ts';
import type { RecordKind } from './kind.ts';

/** What a server sends: a record, or how many are missing (null: not known). */
export type Received<R> = { readonly record: R } | { readonly gap: number | null };

/** Records up to there are none of those that a filter asks for. */
export interface Passed {
  readonly passed: string;
}

/** The server whose records of one kind are read. Every method may throw `CliError` `SERVER_ABSENT` or `SERVER_FAILED`. */
export class RecordsServer<R extends { readonly id: string }> {
  readonly #http: HttpClient;
  readonly #kind: RecordKind<R>;

  /** Of the query of every request. */
  readonly #filter: string;

  /**
   * @param filter which are read; null: all.
   * @throws {CliError} `OPTION_INVALID` if it is no HTTP address.
   */
  constructor(access: ServerAccess, kind: RecordKind<R>, filter: string | null) {
    this.#kind = kind;
    this.#filter = filter === null ? '' : `&filter=${encodeURIComponent(filter)}`;
    this.#http = new HttpClient(access, { verb: `read ${kind.list}` });
  }

  /** The newest records, oldest first, and the cursor behind them. */
  async newest(limit: number, signal: AbortSignal): Promise<{ records: readonly R[]; cursor: string }> {
    const { isRecord, list } = this.#kind;
    const answer = await this.#http.json(`${list}?limit=${limit}${this.#filter}`, { signal });
    const { [list]: records, next } = (answer ?? {}) as Partial<Record<string, unknown>>;
    const cursor =
      typeof next === 'string' ? URL.parse(next, this.#http.address)?.searchParams.get('after') : null;
    if (Array.isArray(records) && records.every(isRecord) && typeof cursor === 'string')
      return { records, cursor };
    throw this.#http.failed(`its answer has no ${list}; is it a virtscope server?`);
  }

  /** What is behind a cursor, and then what comes, until the connection ends. */
  async *after(cursor: string, signal: AbortSignal): AsyncGenerator<Received<R> | Passed> {
    const { event: name, isRecord, list } = this.#kind;
    const path = `${list}?after=${cursor}${this.#filter}`;
    for await (const { event, data } of this.#http.events(path, { signal })) {
      if (event === name && isRecord(data)) yield { record: data };
      else if (event === 'gap') {
        const { gap } = (data ?? {}) as { gap?: unknown };
        yield { gap: typeof gap === 'number' ? gap : null };
      } else if (event === 'cursor') {
        const { cursor: passed } = (data ?? {}) as { cursor?: unknown };
        if (typeof passed === 'string') yield { passed };
      }
    }
  }
}
