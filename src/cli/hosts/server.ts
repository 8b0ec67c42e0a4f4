import type { Reload, Source, StepResult } from '../../api/wire/sources.ts';
import { TEST_STEPS } from '../../model/connection.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerAccess } from '../server-access.ts';

/** What is asked to be read or tested. */
export interface Asked {
  readonly target: string;
  readonly name?: string;
  /** Seconds. */
  readonly interval?: number;
}

/**
 * The server whose hypervisors are listed and changed. Every method may throw `CliError` `SERVER_ABSENT` or
 * `SERVER_FAILED`, with the server's own sentence where it refuses.
 */
export class HostsServer {
  readonly #http: HttpClient;

  /** @throws {CliError} `OPTION_INVALID` if it is no HTTP address. */
  constructor(access: ServerAccess) {
    this.#http = new HttpClient(access, { verb: 'read hosts', plainProblems: true });
  }

  /** The list as the server wrote it. */
  sourcesText(): Promise<string> {
    return this.#http.text('sources');
  }

  async sources(): Promise<Source[]> {
    const list = await this.#http.json('sources');
    if (!Array.isArray(list)) throw this.#http.failed('its answer is no list; is it a virtscope server?');
    return list as Source[];
  }

  async add(asked: Asked): Promise<Source> {
    return (await this.#object('sources', { method: 'POST', body: asked })) as Source;
  }

  async remove(name: string): Promise<void> {
    await this.#http.text(`sources/${encodeURIComponent(name)}`, { method: 'DELETE' });
  }

  async reload(): Promise<Reload> {
    return (await this.#object('reload', { method: 'POST' })) as Reload;
  }

  /** Whether it reads the demo hypervisor. */
  async isDemo(): Promise<boolean> {
    return ((await this.#object('status')) as { demo?: boolean }).demo === true;
  }

  /** The steps of a test as they end; a test that breaks off is a failure of the server. */
  async *test(asked: Asked): AsyncGenerator<StepResult> {
    let isWhole = false;
    for await (const { event, data } of this.#http.events('sources/test', { method: 'POST', body: asked })) {
      if (event === 'step' && isStepResult(data)) yield data;
      isWhole ||= event === 'end';
    }
    if (!isWhole) throw this.#http.failed('it ended before the test did');
  }

  async #object(path: string, request?: Parameters<HttpClient['json']>[1]): Promise<object> {
    const answer = await this.#http.json(path, request);
    if (typeof answer === 'object' && answer !== null) return answer;
    throw this.#http.failed('its answer is no object; is it a virtscope server?');
  }
}

function isStepResult(data: unknown): data is StepResult {
  const { step, outcome } = (data ?? {}) as Partial<StepResult>;
  return TEST_STEPS.some((one) => one === step) && ['ok', 'failed', 'skipped'].includes(outcome ?? '');
}
