import type { FastifyReply, FastifyRequest } from 'fastify';
import { runInBackground } from '../../../lib/async/background.ts';
import { PacedWriter } from '../../../lib/paced-writer.ts';
import { beatText, eventStreamHeaders, retryText } from '../../../lib/sse.ts';
import type { Services } from '../../context.ts';
import { readerSignal } from '../reader-signal.ts';

/** How what is new is written: as server-sent events, or as lines of JSON with an empty one as heartbeat. */
const formats = {
  'text/event-stream': { headers: eventStreamHeaders, opening: retryText(), beat: beatText },
  'application/x-ndjson': {
    headers: { ...eventStreamHeaders, 'content-type': 'application/x-ndjson; charset=utf-8' },
    opening: '',
    beat: '\n',
  },
} as const;

export type StreamType = keyof typeof formats;

/** A log that is followed from a place in it. */
export interface Followed {
  /** Text of what is new since the last call, some kilobytes at most; '' where nothing is. */
  next(): string;
  /** Resolves when there may be more. @throws the signal's reason. */
  wait(signal: AbortSignal): Promise<void>;
}

/**
 * Streams what is new in a log to one reader, no faster than it reads: a slow one costs the text that it has not read yet,
 * and misses what the log drops meanwhile. @throws InputError STREAMS_BUSY.
 */
export function follow(
  { closing, logger, streams }: Pick<Services, 'closing' | 'logger' | 'streams'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { type, log }: { readonly type: StreamType; readonly log: Followed },
): FastifyReply {
  streams.admit(request, reply);
  reply.hijack();
  const { headers, opening, beat } = formats[type];
  const { raw } = reply;
  raw.writeHead(200, { ...reply.getHeaders(), ...headers } as Record<string, string>);
  const signal = AbortSignal.any([readerSignal(reply), closing]);
  const writer = new PacedWriter(raw, { beat });
  raw.flushHeaders();
  if (opening !== '') writer.write(opening);
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const text = log.next();
      if (text !== '') writer.write(text);
      const isMore = text === '' ? log.wait(signal) : writer.ready(signal);
      await isMore.catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
    writer.close();
  };
  runInBackground(run(), (error) => {
    logger.error({ err: error }, 'BUG: a stream failed');
    raw.destroy();
  });
  return reply;
}
