import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import type { Call } from '../../model/streams/call.ts';
import type { App, Services } from '../context.ts';
import { isLoopback } from '../http/address.ts';

/** Bytes of a connection that requests before had. */
interface Traffic {
  readonly read: number;
  readonly written: number;
}

/** The address of messages: what reads them well is none itself, or each that waits would wake itself. */
export const messagesPath = '/messages';

/**
 * Records every request when it is over. A stream, and a client that leaves, end without the framework's `onResponse`: the
 * response closes in every case.
 */
export function recordRequests(
  app: App,
  { clock, messages, streams }: Pick<Services, 'clock' | 'messages' | 'streams'>,
): void {
  const seen = new WeakMap<Socket, Traffic>();
  app.addHook('onRequest', async (request, reply) => {
    const startedAt = clock.monotonic();
    let isSent = false;
    reply.raw.once('finish', () => (isSent = true));
    reply.raw.once('close', () => {
      const { socket } = request.raw;
      const { outcome, code } = outcomeOf(reply, isSent);
      const before = seen.get(socket) ?? { read: 0, written: 0 };
      const now = { read: socket.bytesRead, written: socket.bytesWritten };
      seen.set(socket, now);
      if (request.routeOptions.url === messagesPath && outcome !== 'error') return;
      messages.record({
        interface: 'http',
        service: 'virtscope',
        direction: 'in',
        method: `${request.method} ${request.routeOptions.url ?? '*'}`,
        peer: peerOf(request),
        outcome,
        code,
        latencyMs: streams.has(reply) ? null : clock.monotonic() - startedAt,
        bytesSent: difference(now.written, before.written),
        bytesReceived: difference(now.read, before.read),
      });
    });
  });
}

function outcomeOf({ statusCode }: FastifyReply, isSent: boolean): Pick<Call, 'outcome' | 'code'> {
  if (statusCode >= 400) return { outcome: 'error', code: String(statusCode) };
  return { outcome: isSent ? 'ok' : 'closed', code: null };
}

/** What kind of address a client has, which is all that others may know of it. */
function peerOf({ client }: FastifyRequest): string | null {
  if (client.address === '') return null;
  return isLoopback({ host: client.address, port: 0 }) ? 'loopback' : 'network';
}

/** Null where the connection does not count (tests). */
function difference(now: number | undefined, before: number): number | null {
  return now === undefined ? null : now - before;
}
