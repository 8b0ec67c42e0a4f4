import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { Breather } from '../../lib/breather.ts';
import { negotiate } from '../../lib/accept.ts';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';

/** The two ways XAPI writes numbers. The types have no charset: its clients compare them as a whole. */
export const xml = { type: 'text/xml', explicit: true } as const;
export const json = { type: 'application/json', explicit: true } as const;
export type Form = typeof xml | typeof json;

/** Text handed to the socket at once. */
const chunkLength = 64 * 1024;
/** Longest stretch of work between two turns of the event loop. */
const budgetMs = 5;

/** @throws InputError where times would have to be cut: XAPI has whole seconds only. */
export function checkSeconds({ stepMs }: Services): void {
  if (stepMs % 1000 === 0) return;
  const problem = `Cannot answer in XAPI's form: it has whole seconds, and an interval here is ${stepMs} ms`;
  throw new InputError('TYPE_UNACCEPTABLE', problem);
}

/** The form a request wants: a type it names, else JSON where the parameter `json` is there, whatever it says. */
export function formOf({ headers, query }: FastifyRequest<{ Querystring: { json?: string } }>): Form {
  return negotiate(headers.accept, [json, xml]) ?? (query.json === undefined ? xml : json);
}

/** Sends pieces as they are made, and lets others have their turn. */
export function sendPieces(
  { clock }: Services,
  reply: FastifyReply,
  { type }: Form,
  pieces: Iterable<string> | AsyncIterable<string>,
): FastifyReply {
  const breather = new Breather({ budgetMs, monotonic: () => clock.monotonic() });
  return reply.type(type).send(Readable.from(chunks(pieces, breather), { highWaterMark: 2 }));
}

async function* chunks(
  pieces: Iterable<string> | AsyncIterable<string>,
  breather: Breather,
): AsyncGenerator<string, void, undefined> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (breather.isDue()) await breather.pause();
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
  }
  if (text) yield text;
}

/** Documentation of an answer in both forms. */
export function bothForms(what: string) {
  return {
    200: {
      description: what,
      content: {
        'text/xml': { schema: Type.String() },
        'application/json': { schema: Type.Record(Type.String(), Type.Unknown()) },
      },
    },
    default: {
      description: 'A problem',
      content: { 'application/problem+json': { schema: Type.Unsafe<unknown>({ $ref: 'Problem#' }) } },
    },
  };
}
