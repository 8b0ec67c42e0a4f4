import type { Instance } from '../../api/wire/metrics.ts';
import type { Status as WholeStatus } from '../../api/wire/status.ts';
import type { Selector } from '../../model/select/mod.ts';
import { parseJson } from '../../lib/text/parse-json.ts';
import { HttpClient, type ServerEvent } from '../http-client.ts';
import type { ServerAccess } from '../server-access.ts';
import { facts, metrics } from './columns.ts';
import { isTable, type Table } from './table.ts';

/** `GET /status`, as far as it is shown. */
export type Status = Pick<WholeStatus, 'demo' | 'now' | 'sources' | 'lookedFor'>;

/** What a selector compares, which the table must have. */
export type Compared = Pick<Selector, 'metrics' | 'facts'>;

/** The server whose VMs `top` shows. */
export class Server {
  readonly #http: HttpClient;

  /** @throws {CliError} `OPTION_INVALID` if it is no HTTP address. */
  constructor(access: ServerAccess) {
    this.#http = new HttpClient(access, { verb: 'read VMs' });
  }

  /** The table as the server wrote it. @param select the rows that the server is to leave. */
  async tableText(compared: Compared | null, select = ''): Promise<string> {
    const only = select === '' ? '' : `&select=${encodeURIComponent(select)}`;
    const text = await this.#http.text(tablePath(compared) + only);
    this.#parseTable(text);
    return text;
  }

  async table(compared: Compared | null): Promise<Table> {
    return this.#parseTable(await this.tableText(compared));
  }

  /** Names of hosts by id, as far as the server knows them. */
  async hostNames(signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const hosts = await this.#http.json('metrics/host', signal && { signal });
    if (!Array.isArray(hosts)) return new Map();
    return new Map((hosts as Partial<Instance>[]).map(({ id = '', name = '' }) => [id, name]));
  }

  async status(signal?: AbortSignal): Promise<Status> {
    const status = await this.#http.json('status', signal && { signal });
    if (typeof status !== 'object' || status === null) throw this.#http.failed('its status is no object');
    const { demo = false, now = Date.now() / 1000, sources = [], lookedFor = [] } = status as Partial<Status>;
    return { demo, now, sources, lookedFor };
  }

  /**
   * Events of the live table until the connection ends.
   *
   * @throws {CliError} `SERVER_ABSENT` or `SERVER_FAILED`.
   */
  live(signal: AbortSignal, compared: Compared | null): AsyncGenerator<ServerEvent> {
    return this.#http.events(tablePath(compared), { signal });
  }

  #parseTable(text: string): Table {
    const table = parseJson(text);
    if (!isTable(table)) throw this.#http.failed('its answer is no table of VMs; is it a virtscope server?');
    return table;
  }
}

/** The table with what is shown and what a selector compares. */
function tablePath(compared: Compared | null): string {
  const of = (own: readonly string[], more: readonly string[] = []): string =>
    [...new Set([...own, ...more])].join(',');
  return `metrics/VM?columns=${of(metrics, compared?.metrics)}&facts=${of(facts, compared?.facts)}`;
}
