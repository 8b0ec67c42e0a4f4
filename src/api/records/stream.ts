import type { FastifyReply, FastifyRequest } from 'fastify';
import { setImmediate } from 'node:timers/promises';
import type { Numbered, RecordLog, Test } from '../../streams/mod.ts';
import type { Services } from '../context.ts';
import { follow, type StreamType } from '../http/streams/follow.ts';
import type { Batches } from './batches.ts';
import { writers } from './write.ts';

/** Where a filter leaves out all for so long, a reader gets the place to go on from: soon the log may not have its last record. */
const cursorMs = 10_000;

/** What one reader gets of a log. */
export interface RecordStream<R extends Numbered> {
  readonly log: RecordLog<R>;
  readonly type: StreamType;
  readonly batches: Batches<R>;
  readonly after: string;
  readonly isMeant: Test<R>;
}

/** Sends each record as it comes, from a cursor on. */
export function streamRecords<R extends Numbered>(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, type, batches, after, isMeant }: RecordStream<R>,
): FastifyReply {
  const { clock } = services;
  let cursor = after;
  let isEnd = true;
  let toldAt = clock.monotonic();
  const next = (): string => {
    const batch = batches.after(cursor, isMeant);
    const now = clock.monotonic();
    const isLate = batch.cursor !== cursor && now - toldAt >= cursorMs;
    ({ cursor, isEnd } = batch);
    const text = batch.text === '' && isLate ? writers[type]('cursor', { cursor }, cursor) : batch.text;
    if (text !== '') toldAt = now;
    return text;
  };
  // A cursor that is none is refused while there can be another answer.
  log.after(cursor, 0);
  // Where many are behind it that are not meant, others have a turn first.
  const wait = (signal: AbortSignal): Promise<void> => (isEnd ? log.wait(cursor, signal) : setImmediate());
  return follow(services, request, reply, { type, log: { next, wait } });
}
