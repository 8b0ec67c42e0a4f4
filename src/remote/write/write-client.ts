import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Deadline } from '../../lib/async/deadline.ts';
import { printable } from '../../lib/text/printable.ts';
import { readText } from '../../lib/text/read-text.ts';
import type { Clock } from '../../model/clock.ts';
import { InputError } from '../../model/error.ts';

/** Outcome of a request. `refused` is about its samples and is final; `failed` may succeed when tried again. */
export type Outcome =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number | null };

export interface WriteClientOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: (() => Promise<string>) | null;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Statuses with which receivers refuse samples: 400 of the specification, 409 of Thanos, 422. Every other status, such as
 * 401, 404 or a redirect, is not about samples.
 */
const aboutSamples: ReadonlySet<number> = new Set([400, 409, 422]);
/** Characters of a receiver's message; the rest is cut. */
const longestReason = 300;
/** Bytes of an answer that are read; after more the connection is closed. */
const longestAnswer = 16 * 1024;

/** Posts bodies to one receiver over connections that are kept. */
export class WriteClient {
  readonly #options: WriteClientOptions;
  readonly #url: URL;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(options: WriteClientOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
    const kept = { keepAlive: true, maxSockets: 2 };
    this.#agent = this.#url.protocol === 'https:' ? new HttpsAgent(kept) : new HttpAgent(kept);
  }

  /** Never rejects: what goes wrong on the way is an outcome. */
  async post(body: Uint8Array, signal: AbortSignal): Promise<Outcome> {
    const { clock, timeoutMs } = this.#options;
    using deadline = new Deadline(timeoutMs, clock, signal);
    try {
      const answer = await this.#send(body, deadline.signal);
      return outcomeOf(answer, await opening(answer), clock.now());
    } catch (error) {
      const reason = deadline.isOver
        ? `no answer in ${timeoutMs / 1000} s`
        : error instanceof Error
          ? reasonOf(error)
          : 'unknown';
      return { kind: 'failed', reason, retryAfterMs: null };
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(body: Uint8Array, signal: AbortSignal): Promise<IncomingMessage> {
    const send = this.#url.protocol === 'https:' ? httpsRequest : httpRequest;
    const authorization = await this.#options.authorization?.();
    const headers = {
      ...this.#options.headers,
      ...(authorization !== undefined && { Authorization: authorization }),
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'Content-Length': body.length,
      'X-Prometheus-Remote-Write-Version': '0.1.0',
    };
    return new Promise((resolve, reject) => {
      send(this.#url, { method: 'POST', agent: this.#agent, headers, signal })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    });
  }
}

/** The system's code, or the message of an error of ours. */
function reasonOf(error: NodeJS.ErrnoException): string {
  return error instanceof InputError ? error.message : error.code || error.message;
}

function outcomeOf(answer: IncomingMessage, said: string, nowMs: number): Outcome {
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const reason = `HTTP ${status}${said && `: ${said}`}`;
  if (aboutSamples.has(status)) return { kind: 'refused', reason };
  return { kind: 'failed', reason, retryAfterMs: retryAfter(answer.headers['retry-after'], nowMs) };
}

/** Seconds or a date, in milliseconds from now. */
function retryAfter(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** The first line of an answer, fit to be shown; a short one is read to its end, so that the connection can be used again. */
async function opening(answer: IncomingMessage): Promise<string> {
  const { text } = await readText(answer, longestAnswer);
  const [line = ''] = text.slice(0, longestReason).split(/[\r\n]/);
  return printable(line);
}
