import type { Alarm, Alarms, AlarmLog, Silence } from '../../api/wire/alarms.ts';
import type { Entity } from '../../api/wire/entity.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerAccess } from '../server-access.ts';

/** Alarms of one answer, at most: more than a person reads. */
const MOST = 1000;

/** The server whose alarms are read. Every method may throw `CliError` `SERVER_ABSENT` or `SERVER_FAILED`. */
export class AlarmsServer {
  readonly #http: HttpClient;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param signal ends what waits for an answer.
   * @throws {CliError} `OPTION_INVALID` if it is no HTTP address.
   */
  constructor(access: ServerAccess, signal?: AbortSignal) {
    this.#http = new HttpClient(access, { verb: 'read alarms', plainProblems: true });
    this.#signal = signal;
  }

  /** The raised alarms as the server wrote them. @param select a selector of entities; '' = all. */
  raisedText(select: string): Promise<string> {
    return this.#http.text(`alarms?${searchOf({ limit: String(MOST), select })}`);
  }

  async raised(select: string): Promise<Alarms> {
    return this.#alarms(searchOf({ limit: String(MOST), select }));
  }

  /** All alarms about an entity, with their conditions. */
  async about({ metrics }: Pick<Entity, 'metrics'>): Promise<Alarms> {
    const state = 'red,amber,unknown,green';
    return this.#alarms(searchOf({ limit: String(MOST), state, subject: metrics, conditions: '1' }));
  }

  /** The newest transitions as the server wrote them, oldest first. */
  logText(): Promise<string> {
    return this.#http.text('alarms/log?limit=100');
  }

  async log(): Promise<AlarmLog> {
    const log = await this.#object('alarms/log?limit=100');
    if (!Array.isArray((log as Partial<AlarmLog>).transitions)) throw this.#strange();
    return log as AlarmLog;
  }

  /** The VM or host of that name or id. */
  async entity(path: 'vms' | 'hosts', name: string): Promise<Entity> {
    return (await this.#object(`${path}/${encodeURIComponent(name)}`)) as Entity;
  }

  async acknowledge(id: string, reason: string): Promise<Alarm> {
    const path = `alarms/${encodeURIComponent(id)}/ack`;
    return (await this.#object(path, { method: 'POST', body: { reason } })) as Alarm;
  }

  async withdraw(id: string): Promise<Alarm> {
    return (await this.#object(`alarms/${encodeURIComponent(id)}/ack`, { method: 'DELETE' })) as Alarm;
  }

  /** @param seconds how long. */
  async silence(body: { select: string; rule: string; reason: string; seconds: number }): Promise<Silence> {
    return (await this.#object('silences', { method: 'POST', body })) as Silence;
  }

  async #alarms(search: string): Promise<Alarms> {
    const answer = (await this.#object(`alarms?${search}`)) as Partial<Alarms>;
    if (!Array.isArray(answer.alarms) || !answer.summary) throw this.#strange();
    return answer as Alarms;
  }

  async #object(path: string, request: Parameters<HttpClient['json']>[1] = {}): Promise<object> {
    const answer = await this.#http.json(path, {
      ...request,
      ...(this.#signal && { signal: this.#signal }),
    });
    if (typeof answer === 'object' && answer !== null) return answer;
    throw this.#strange();
  }

  #strange(): Error {
    return this.#http.failed('its answer has no alarms; is it a virtscope server?');
  }
}

function searchOf(parameters: Readonly<Record<string, string>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  return new URLSearchParams(given).toString();
}
