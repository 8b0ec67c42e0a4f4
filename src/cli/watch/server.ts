import type { Message, Messages } from '../../api/wire/messages.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerAccess } from '../server-access.ts';

/** What a server sends of messages: one, or how many are missing (null: not known). */
export type Received = { readonly message: Message } | { readonly gap: number | null };

/** Messages up to there are none of those that a filter asks for. */
export interface Passed {
  readonly passed: string;
}

/** The server whose messages are read. Every method may throw `CliError` `SERVER_ABSENT` or `SERVER_FAILED`. */
export class MessagesServer {
  readonly #http: HttpClient;

  /** Of the query of every request. */
  readonly #filter: string;

  /**
   * @param filter which messages are read; null: all.
   * @throws {CliError} `OPTION_INVALID` if it is no HTTP address.
   */
  constructor(access: ServerAccess, filter: string | null) {
    this.#filter = filter === null ? '' : `&filter=${encodeURIComponent(filter)}`;
    this.#http = new HttpClient(access, { verb: 'read messages' });
  }

  /** The newest messages, oldest first, and the cursor behind them. */
  async newest(
    limit: number,
    signal: AbortSignal,
  ): Promise<{ messages: readonly Message[]; cursor: string }> {
    const answer = await this.#http.json(`messages?limit=${limit}${this.#filter}`, { signal });
    const { messages, next } = (answer ?? {}) as Partial<Messages>;
    const cursor =
      typeof next === 'string' ? URL.parse(next, this.#http.address)?.searchParams.get('after') : null;
    if (Array.isArray(messages) && messages.every(isMessage) && typeof cursor === 'string')
      return { messages, cursor };
    throw this.#http.failed('its answer has no messages; is it a virtscope server?');
  }

  /** What is behind a cursor, and then what comes, until the connection ends. */
  async *after(cursor: string, signal: AbortSignal): AsyncGenerator<Received | Passed> {
    const path = `messages?after=${cursor}${this.#filter}`;
    for await (const { event, data } of this.#http.events(path, { signal })) {
      if (event === 'message' && isMessage(data)) yield { message: data };
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

/** Whether a server that may be any has sent one, as far as it is shown. */
function isMessage(data: unknown): data is Message {
  const { id, time, bytes, latency, code, peer, ...words } = (data ?? {}) as Partial<Message>;
  const isText = (value: unknown): boolean => typeof value === 'string';
  const isNumber = (value: unknown): boolean => typeof value === 'number';
  return (
    [id, words.interface, words.direction, words.method, words.outcome].every(isText) &&
    isNumber(time) &&
    [code, peer].every((value) => value === null || isText(value)) &&
    [latency, bytes?.sent, bytes?.received].every((value) => value === null || isNumber(value))
  );
}
