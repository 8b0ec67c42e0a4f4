import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Entity } from '../../model/entity.ts';
import type { Consolidation, History } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { negotiateFormat } from '../http/format.ts';
import type { JsonChunks } from '../http/json-chunks.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { decodeCursor, encodeCursor, type Cursor } from './cursor.ts';
import { rangeOf, type RangeQuery } from './range.ts';
import { readAfter, readHistory, type Subject } from './read.ts';
import { historyFormats, sendHistory, type HistoryFormat } from './send.ts';
import { newerThan } from './wait.ts';

/** The entities and metrics that a route wants a history of, and how the JSON of its answer is made. */
export interface Asked {
  readonly entities: readonly Entity[];
  /** Looked up for each reading: metrics may be added while a request waits for rows. */
  readonly metrics: () => readonly string[];
  /** Whether rows have their reasons; true when left out. */
  readonly reasons?: boolean;
  /** Address of the history; null where newer rows cannot be waited for. */
  readonly address: Address | null;
  /** Parts of the name of a downloaded file. */
  readonly fileName: readonly string[];
  /** @throws InputError where the history has no column. */
  readonly check?: (history: History) => void;
  readonly toJson: (history: History, cfs: readonly Consolidation[], next: string) => JsonChunks;
}

/** A history of one instance, whose newer rows can be waited for. */
export interface AskedOfInstance extends Asked {
  readonly entities: readonly [Entity];
  readonly address: Address;
}

interface Address {
  readonly path: string;
  readonly search: string;
}

/** A request and its reply. */
export interface Exchange {
  readonly services: Services;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface Formatted {
  readonly format?: HistoryFormat;
}

/** Sends the rows of a range. */
export async function sendRange(
  exchange: Exchange,
  asked: Asked,
  { format: named, ...query }: RangeQuery & Formatted,
): Promise<FastifyReply> {
  const format = formatOf(exchange, named);
  const range = rangeOf(exchange.services, query);
  const history = await readHistory(exchange.services, subjectOf(asked, exchange), range);
  return send(exchange, asked, format, history, { end: history.end, stepMs: history.stepMs, cfs: range.cfs });
}

/** Sends the rows after a cursor; blocks up to `wait` seconds until there are some. */
export async function sendNewer(
  exchange: Exchange,
  asked: AskedOfInstance,
  { cursor: text, wait = 60, format: named }: { cursor: string; wait?: number } & Formatted,
): Promise<FastifyReply> {
  const { path, search } = asked.address;
  const cursor = decodeCursor(text, path + search);
  const format = formatOf(exchange, named);
  await newerThan(cursor, { ...exchange, entity: asked.entities[0], seconds: wait });
  const history = await readAfter(exchange.services, subjectOf(asked, exchange), cursor);
  return send(exchange, asked, format, history, { ...cursor, end: history.end });
}

function formatOf({ request }: Exchange, format: HistoryFormat | undefined): HistoryFormat {
  return negotiateFormat(historyFormats, { format, accept: request.headers.accept });
}

function subjectOf({ entities, metrics, reasons = true }: Asked, { reply }: Exchange): Subject {
  return { entities, metrics: metrics(), reasons, signal: readerSignal(reply) };
}

function send(
  { services, reply }: Exchange,
  { address, fileName, check, toJson }: Asked,
  format: HistoryFormat,
  history: History,
  after: Cursor,
): FastifyReply {
  check?.(history);
  const next =
    address && `${address.path}/${encodeCursor(after, address.path + address.search)}${address.search}`;
  const json = (): JsonChunks => toJson(history, after.cfs, next ?? '');
  return sendHistory(reply, format, { history, json, fileName, next }, services.clock);
}
