import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** One connection that stays open, as a scraper's or a console's does. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** From the request to the last byte, ms; nothing is parsed. */
  readonly ms: number;
}

export function call(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': String(body.length) } : {};
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () => {
        const ms = performance.now() - begun;
        resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks), ms });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** As {@link call}, and throws at anything but success. */
export async function expectOk(...args: Parameters<typeof call>): Promise<Answer> {
  const answer = await call(...args);
  if (answer.status < 300) return answer;
  throw new Error(`Cannot use ${args[0]}: ${answer.status} ${answer.body.toString('utf8', 0, 300)}`);
}

/** Resolves when a server that is starting answers with success. */
export async function untilOk(url: string, seconds = 300): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    const answer = await call(url).catch(() => null);
    if (answer !== null && answer.status < 300) return;
    await setTimeout(10);
  }
  throw new Error(`Cannot reach ${url}: not ready after ${seconds} s`);
}

export function closeConnections(): void {
  agent.destroy();
}
