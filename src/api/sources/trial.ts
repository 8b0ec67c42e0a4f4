import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatEvent } from '../../lib/sse.ts';
import type { StepResult } from '../../model/connection.ts';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';
import { asksForStream } from '../http/accepts.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { openEventStream } from '../http/streams/event-stream.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { answers, only } from '../http/schema.ts';
import type { SourceTest } from '../wire/sources.ts';
import { connectionProperties, toNewConnection } from './body.ts';

/** Tests at a time: each may be a process and a login on another machine. */
const MOST = 4;
/** More than a test has: a reader that is slow gets them all. */
const EVENTS = 32;

export function testSourceEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Tries a connection step by step; as text/event-stream each step as it ends',
    body: only(connectionProperties),
    response: answers('SourceTest', 'text/event-stream'),
  };
  let open = 0;
  return endpoint(schema, async (request, reply) => {
    if (open >= MOST) throw new InputError('TESTS_BUSY', `Cannot test source: ${open} are being tested`);
    const signal = AbortSignal.any([readerSignal(reply), services.closing]);
    const steps = services.connections.test(toNewConnection(request.body), signal);
    open++;
    try {
      if (asksForStream(request)) return await stream(services, { request, reply, steps, signal });
      return await whole(steps);
    } finally {
      open--;
    }
  });
}

async function whole(results: AsyncIterable<StepResult>): Promise<SourceTest> {
  const steps = await Array.fromAsync(results);
  return { ok: steps.every(({ outcome }) => outcome !== 'failed'), steps };
}

interface Streamed {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly steps: AsyncIterable<StepResult>;
  readonly signal: AbortSignal;
}

async function stream(
  { streams, logger }: Services,
  { request, reply, steps, signal }: Streamed,
): Promise<FastifyReply> {
  const events = openEventStream(streams, request, reply, { capacity: EVENTS });
  let count = 0;
  const send = (name: string, data: object): void =>
    events.send(formatEvent(name, JSON.stringify(data), String(++count)));
  try {
    let ok = true;
    for await (const result of steps) {
      ok &&= result.outcome !== 'failed';
      send('step', result);
    }
    send('end', { ok });
  } catch (error) {
    // The head of the answer is sent: a problem can no longer be.
    if (!signal.aborted) logger.error({ err: error }, 'BUG: the test of a source failed');
  }
  events.close();
  return reply;
}
