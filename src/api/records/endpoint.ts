import { Type } from 'typebox';
import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import {
  compileFilter,
  SharedFilters,
  type Filter,
  type Numbered,
  type RecordRead,
  type Test,
} from '../../streams/mod.ts';
import type { Services } from '../context.ts';
import { accepted } from '../http/accepts.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { longPoll } from '../http/streams/long-poll.ts';
import { answers, only } from '../http/schema.ts';
import { Batches } from './batches.ts';
import type { RecordKind } from './kind.ts';
import { readAfter } from './read.ts';
import { streamRecords } from './stream.ts';

const json = { type: 'application/json' } as const;
const streams = [
  { type: 'text/event-stream', explicit: true },
  { type: 'application/x-ndjson', explicit: true },
] as const;

/** A longer read lets other requests in. */
const budgetMs = 5;

const all = (): boolean => true;

/** The route of a kind of records. */
export function recordsEndpoint<R extends Numbered>(services: Services, kind: RecordKind<R>): Endpoint {
  const { contentsOf, fields, log } = kind;
  const filters = new SharedFilters<R>(fields, contentsOf);
  const batches = {
    'text/event-stream': new Batches(kind, 'text/event-stream'),
    'application/x-ndjson': new Batches(kind, 'application/x-ndjson'),
  };
  const schema = {
    summary: `${kind.summary}, oldest first; as text/event-stream or application/x-ndjson each as it comes`,
    querystring: only({
      after: Type.Optional(
        Type.String({ description: 'Only those behind this one, by its id; the newest where left out' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
      filter: Type.Optional(
        Type.String({ description: 'Only those that it is true of (docs/reference/filters.md)' }),
      ),
      wait: Type.Optional(
        Type.Number({ minimum: 0, maximum: 60, default: 0, description: 'Seconds to wait for the first' }),
      ),
    }),
    response: answers(kind.schema, ...streams.map(({ type }) => type)),
  };
  return endpoint(schema, async (request, reply) => {
    const { limit = 100, wait = 0, after, filter: text } = request.query;
    const { clock } = services;
    const { type } = accepted(
      request.headers.accept,
      request.method === 'HEAD' ? [json] : [json, ...streams],
    );
    if (type !== 'application/json') {
      const last = request.headers['last-event-id'];
      const start = typeof last === 'string' ? last : (after ?? log.end);
      const isMeant = text === undefined ? all : filters.test(text);
      return streamRecords(services, request, reply, {
        log,
        type,
        batches: batches[type],
        after: start,
        isMeant,
      });
    }
    // One of its own, which counts what it could not decide.
    const filter = text === undefined ? null : compileFilter(text, fields);
    const isMeant: Test<R> = filter ? (record) => filter.matches(contentsOf(record)) : all;
    if (after === undefined) {
      const yielder = new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
      const newest = await inSlices(log.newest(limit, isMeant), yielder, readerSignal(reply));
      return listView(kind, newest, { limit, filter });
    }
    let read = await readAfter(log, after, { limit, isMeant });
    const isNews = (): boolean => read.records.length > 0 || read.gap !== 0;
    if (wait > 0 && !isNews()) {
      const waitForNews = async (signal: AbortSignal): Promise<void> => {
        while (!isNews()) {
          await log.wait(read.cursor, signal);
          read = await readAfter(log, read.cursor, { limit, isMeant });
        }
      };
      await longPoll(services, request, reply, { seconds: wait, wait: waitForNews });
    }
    return listView(kind, read, { limit, filter });
  });
}

/** Records with the address of those behind them, which is asked for in the same way. */
function listView<R extends Numbered>(
  { contentsOf, log, name }: RecordKind<R>,
  { records, gap, cursor }: RecordRead<R>,
  { limit, filter }: { readonly limit: number; readonly filter: Filter | null },
): object {
  const next = new URLSearchParams({ after: cursor, limit: String(limit), wait: '60' });
  if (filter) next.set('filter', filter.text);
  return {
    [name]: records.map((record) => ({ id: log.idOf(record), ...contentsOf(record) })),
    gap,
    undecided: filter?.errors ?? 0,
    next: `/${name}?${next.toString()}`,
  };
}
