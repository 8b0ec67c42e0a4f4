import type { FastifyReply } from 'fastify';
import { InputError } from '../../model/error.ts';

/** Aborted when the client of a reply leaves before its end: work for it ends then. */
export function readerSignal({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  raw.once('close', () => {
    if (!raw.writableEnded) left.abort(new InputError('CLIENT_CLOSED', 'Cannot answer: the client left'));
  });
  return left.signal;
}
