import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../../context.ts';
import { readerSignal } from '../reader-signal.ts';

/**
 * Resolves with what is waited for, after so many seconds, or when the server closes.
 *
 * @throws InputError STREAMS_BUSY when too many wait, CLIENT_CLOSED when the client leaves.
 */
export async function longPoll(
  { clock, closing, streams }: Pick<Services, 'clock' | 'closing' | 'streams'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { seconds, wait }: { readonly seconds: number; readonly wait: (signal: AbortSignal) => Promise<void> },
): Promise<void> {
  streams.admit(request, reply);
  const left = readerSignal(reply);
  const over = new AbortController();
  const signal = AbortSignal.any([left, closing, over.signal]);
  const waiting = wait(signal).catch(() => undefined);
  const sleeping = clock.sleep(seconds * 1000, signal).catch(() => undefined);
  await Promise.race([waiting, sleeping]);
  over.abort();
  left.throwIfAborted();
}
