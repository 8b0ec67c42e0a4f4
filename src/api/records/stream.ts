import type { FastifyReply, FastifyRequest } from 'fastify';
import { setImmediate } from 'node:timers/promises';
import { formatEvent } from '../../lib/sse.ts';
import type { Numbered, Test } from '../../streams/mod.ts';
import type { Services } from '../context.ts';
import { follow, type StreamType } from '../http/streams/follow.ts';
import type { RecordKind } from './kind.ts';

/** Records that are written at once. */
const most = 100;

/** Where a filter leaves out all for so long, a reader gets the place to go on from: soon the log may not have its last record. */
const cursorMs = 10_000;

/** An event, or a line. */
const write: Readonly<Record<StreamType, (event: string, data: object, id: string) => string>> = {
  'text/event-stream': (event, data, id) => formatEvent(event, JSON.stringify(data), id),
  'application/x-ndjson': (_event, data) => `${JSON.stringify(data)}\n`,
};

/** Sends each record as it comes, from a cursor on. */
export function streamRecords<R extends Numbered>(
  services: Services,
  { log, event, contentsOf }: RecordKind<R>,
  request: FastifyRequest,
  reply: FastifyReply,
  { type, after, isMeant }: { readonly type: StreamType; readonly after: string; readonly isMeant: Test<R> },
): FastifyReply {
  const { clock } = services;
  let cursor = after;
  let isEnd = true;
  let toldAt = clock.monotonic();
  const next = (): string => {
    const before = cursor;
    const read = log.after(cursor, most, isMeant);
    ({ cursor, isEnd } = read);
    const lines = read.records.map((record) => {
      const id = log.idOf(record);
      return write[type](event, { id, ...contentsOf(record) }, id);
    });
    if (read.gap !== 0) lines.unshift(write[type]('gap', { gap: read.gap }, read.start));
    const now = clock.monotonic();
    if (lines.length === 0 && cursor !== before && now - toldAt >= cursorMs) {
      lines.push(write[type]('cursor', { cursor }, cursor));
    }
    if (lines.length > 0) toldAt = now;
    return lines.join('');
  };
  // A cursor that is none is refused while there can be another answer.
  log.after(cursor, 0);
  // Where many are behind it that are not meant, others have a turn first.
  const wait = (signal: AbortSignal): Promise<void> => (isEnd ? log.wait(cursor, signal) : setImmediate());
  return follow(services, request, reply, { type, log: { next, wait } });
}
