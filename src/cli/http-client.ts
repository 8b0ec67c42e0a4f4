import { createParser } from 'eventsource-parser';
import { parseJson } from '../lib/text/parse-json.ts';
import { readText } from '../lib/text/read-text.ts';
import { CliError } from './error.ts';
import { printable } from './printable.ts';
import type { ServerAccess } from './server-access.ts';
import { explainFailure, isAbsent, explainRefusal } from './server-failure.ts';

/** An event of a stream; `data` is parsed JSON, not yet checked. */
export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

export interface HttpRequest {
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: object;
  readonly signal?: AbortSignal;
}

export interface HttpClientOptions {
  /** What is asked for, in messages: `read VMs`. */
  readonly verb: string;
  /** Whether the detail of a problem is the whole message: it says what cannot be done. */
  readonly plainProblems?: boolean;
}

/** Three heartbeats of the server: a connection silent for longer is dead. */
const silenceMs = 45_000;
/** Bytes of an answer that are read; the table of 10,000 VMs has some 3 MB. */
const longestAnswer = 64 * 1024 * 1024;
/** Names of this machine in an address. */
const loopbackNames = /^(localhost|127(\.\d+){3}|\[::1\])$/;
/** Bytes of a problem that are read. */
const longestProblem = 64 * 1024;

/** Asks a virtscope server. */
export class HttpClient {
  readonly #base: URL;
  readonly #options: HttpClientOptions;
  readonly #authorization: Readonly<Record<string, string>>;

  /** @throws {CliError} `OPTION_INVALID` if it is no HTTP address, or one that a token must not be sent to. */
  constructor({ address, token }: ServerAccess, options: HttpClientOptions) {
    const url = URL.parse(address.includes('://') ? address : `http://${address}`);
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new CliError(
        'OPTION_INVALID',
        `Cannot use server "${address}": not an address like http://127.0.0.1:8478`,
      );
    }
    if (token !== null && url.protocol === 'http:' && !loopbackNames.test(url.hostname)) {
      const state = 'others on the way could read it; use https://';
      throw new CliError('OPTION_INVALID', `Cannot send a token to ${url.origin}: ${state}`);
    }
    this.#authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    this.#base = url;
    this.#options = options;
  }

  get address(): string {
    return this.#base.href.replace(/\/$/, '');
  }

  /**
   * The JSON text of an answer.
   *
   * @param path relative to the server's address
   * @throws {CliError} `SERVER_ABSENT` or `SERVER_FAILED`.
   */
  async text(path: string, request?: HttpRequest): Promise<string> {
    const response = await this.#ask(path, 'application/json', request);
    const { text, isCut } = await this.#read(() => readText(response.body, longestAnswer));
    if (isCut) throw this.failed(`it answers with more than ${longestAnswer / 1024 / 1024} MB`);
    return text;
  }

  /** An answer that is JSON, not yet checked; null where it is none. As {@link text}. */
  async json(path: string, request?: HttpRequest): Promise<unknown> {
    return parseJson(await this.text(path, request));
  }

  /** Events of a stream until the connection ends. As {@link text}. */
  async *events(path: string, request: HttpRequest = {}): AsyncGenerator<ServerEvent> {
    const silence = new AbortController();
    const watchdog = setTimeout(
      () => silence.abort(new Error(`silent for ${silenceMs / 1000} s`)),
      silenceMs,
    );
    const signal = AbortSignal.any([silence.signal, ...(request.signal ? [request.signal] : [])]);
    try {
      const response = await this.#ask(path, 'text/event-stream', { ...request, signal });
      const events: ServerEvent[] = [];
      const parser = createParser({
        maxBufferSize: longestAnswer,
        onEvent: ({ event = 'message', data }) => void events.push({ event, data: parseJson(data) }),
      });
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        watchdog.refresh();
        parser.feed(decoder.decode(chunk, { stream: true }));
        yield* events.splice(0);
      }
    } catch (error) {
      throw error instanceof CliError ? error : this.#absent(error);
    } finally {
      clearTimeout(watchdog);
    }
  }

  /** The error of an answer that is of no use. */
  failed(state: string): CliError {
    return new CliError('SERVER_FAILED', `Cannot ${this.#options.verb} of ${this.address}: ${state}`);
  }

  async #ask(path: string, accept: string, { method, body, signal }: HttpRequest = {}): Promise<Response> {
    const url = new URL(path, this.#base);
    const headers = {
      accept,
      ...this.#authorization,
      ...(body && { 'content-type': 'application/json' }),
    };
    const init: RequestInit = { method: method ?? 'GET', headers, signal: signal ?? null };
    if (body) init.body = JSON.stringify(body);
    const response = await this.#read(() => fetch(url, init));
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok) throw await this.#refused(response);
    if (!type.startsWith(accept)) throw this.failed(`it answers with "${type}"; is it a virtscope server?`);
    return response;
  }

  async #read<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      throw this.#absent(error);
    }
  }

  #absent(error: unknown): CliError {
    return new CliError('SERVER_ABSENT', `Cannot reach ${this.address}: ${explainFailure(error)}`, {
      cause: error,
    });
  }

  async #refused(response: Response): Promise<CliError> {
    const body = await readText(response.body, longestProblem).catch(() => null);
    const { detail, code } = (parseJson(body?.text ?? '') ?? {}) as { detail?: unknown; code?: unknown };
    if (typeof detail !== 'string') return this.failed(`status ${response.status}`);
    const text = printable(detail) + explainRefusal(code);
    if (this.#options.plainProblems) return new CliError('SERVER_FAILED', text);
    return this.failed(`status ${response.status}, ${text}`);
  }
}

/** Adds what to do to the error of a server that is absent. */
export async function withHint<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'SERVER_ABSENT' || !isAbsent(error.cause)) throw error;
    const hint = 'start a server with "virtscope serve", or name one with --server URL';
    throw new CliError('SERVER_ABSENT', `${error.message}; ${hint}`, { cause: error });
  }
}
