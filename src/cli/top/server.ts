import { createParser } from 'eventsource-parser';
import type { Instance } from '../../api/wire/metrics.ts';
import type { Status as WholeStatus } from '../../api/wire/status.ts';
import { readText } from '../../lib/text/read-text.ts';
import { CliError } from '../error.ts';
import { printable } from '../printable.ts';
import type { Selector } from '../../model/select/mod.ts';
import { facts, metrics } from './columns.ts';
import { isTable, type Table } from './table.ts';

/** `GET /status`, as far as it is shown. */
export type Status = Pick<WholeStatus, 'demo' | 'now' | 'sources' | 'lookedFor'>;

/** An event of the live table; `data` is parsed JSON, not yet checked. */
export interface LiveEvent {
  readonly event: string;
  readonly data: unknown;
}

/** What a selector compares, which the table must have. */
export type Compared = Pick<Selector, 'metrics' | 'facts'>;

/** Three heartbeats of the server: a connection silent for longer is dead. */
const silenceMs = 45_000;
/** Bytes of a table that are read; one of 10,000 VMs has some 3 MB. */
const longestAnswer = 64 * 1024 * 1024;
/** Bytes of a problem that are read. */
const longestProblem = 64 * 1024;

/** The server whose VMs `top` shows. */
export class Server {
  readonly #base: URL;

  /** @throws {CliError} `OPTION_INVALID` if it is no HTTP address. */
  constructor(address: string) {
    const url = URL.parse(address.includes('://') ? address : `http://${address}`);
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new CliError(
        'OPTION_INVALID',
        `Cannot use server "${address}": not an address like http://127.0.0.1:8478`,
      );
    }
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    this.#base = url;
  }

  get address(): string {
    return this.#base.href.replace(/\/$/, '');
  }

  /** The table as the server wrote it. @param select the rows that the server is to leave. */
  async tableText(compared: Compared | null, select = ''): Promise<string> {
    const only = select === '' ? '' : `&select=${encodeURIComponent(select)}`;
    const response = await this.#get(tablePath(compared) + only, 'application/json');
    const text = await this.#text(response);
    this.#parseTable(text);
    return text;
  }

  async table(compared: Compared | null): Promise<Table> {
    return this.#parseTable(await this.tableText(compared));
  }

  /** Names of hosts by id, as far as the server knows them. */
  async hostNames(signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const response = await this.#get('metrics/host', 'application/json', signal);
    const hosts = parse(await this.#text(response));
    if (!Array.isArray(hosts)) return new Map();
    return new Map((hosts as Partial<Instance>[]).map(({ id = '', name = '' }) => [id, name]));
  }

  async status(signal?: AbortSignal): Promise<Status> {
    const response = await this.#get('status', 'application/json', signal);
    const status = parse(await this.#text(response));
    if (typeof status !== 'object' || status === null) throw this.#failed('its status is no object');
    const { demo = false, now = Date.now() / 1000, sources = [], lookedFor = [] } = status as Partial<Status>;
    return { demo, now, sources, lookedFor };
  }

  /**
   * Events of the live table until the connection ends.
   *
   * @throws {CliError} `SERVER_ABSENT` or `SERVER_FAILED`.
   */
  async *live(signal: AbortSignal, compared: Compared | null): AsyncGenerator<LiveEvent> {
    const silence = new AbortController();
    const watchdog = setTimeout(
      () => silence.abort(new Error(`silent for ${silenceMs / 1000} s`)),
      silenceMs,
    );
    const either = AbortSignal.any([signal, silence.signal]);
    try {
      const response = await this.#get(tablePath(compared), 'text/event-stream', either);
      const events: LiveEvent[] = [];
      const parser = createParser({
        maxBufferSize: longestAnswer,
        onEvent: ({ event = 'message', data }) => void events.push({ event, data: parse(data) }),
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

  #parseTable(text: string): Table {
    const table = parse(text);
    if (!isTable(table)) throw this.#failed('its answer is no table of VMs; is it a virtscope server?');
    return table;
  }

  async #get(path: string, accept: string, signal?: AbortSignal): Promise<Response> {
    const url = new URL(path, this.#base);
    const response = await this.#read(() => fetch(url, { headers: { accept }, signal: signal ?? null }));
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok) throw this.#failed(await reasonOf(response));
    if (!type.startsWith(accept)) throw this.#failed(`it answers with "${type}"; is it a virtscope server?`);
    return response;
  }

  async #text(response: Response): Promise<string> {
    const { text, isCut } = await this.#read(() => readText(response.body, longestAnswer));
    if (isCut) throw this.#failed(`it answers with more than ${longestAnswer / 1024 / 1024} MB`);
    return text;
  }

  async #read<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      throw this.#absent(error);
    }
  }

  #absent(error: unknown): CliError {
    return new CliError('SERVER_ABSENT', `Cannot reach ${this.address}: ${causeOf(error)}`, { cause: error });
  }

  #failed(state: string): CliError {
    return new CliError('SERVER_FAILED', `Cannot read VMs of ${this.address}: ${state}`);
  }
}

/** The table with what is shown and what a selector compares. */
function tablePath(compared: Compared | null): string {
  const of = (own: readonly string[], more: readonly string[] = []): string =>
    [...new Set([...own, ...more])].join(',');
  return `metrics/VM?columns=${of(metrics, compared?.metrics)}&facts=${of(facts, compared?.facts)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** fetch says "fetch failed" and keeps why to itself. */
function causeOf(error: unknown): string {
  const { cause, message } = error as Error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error && inner.message !== '' ? inner.message : message;
}

async function reasonOf(response: Response): Promise<string> {
  const body = await readText(response.body, longestProblem).catch(() => null);
  const problem = parse(body?.text ?? '');
  const detail = (problem as { detail?: unknown } | null)?.detail;
  return `status ${response.status}${typeof detail === 'string' ? `, ${printable(detail)}` : ''}`;
}
