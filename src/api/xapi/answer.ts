import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { negotiate } from '../../lib/text/accept.ts';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';

/** The two ways XAPI writes numbers. The types have no charset: its clients compare them as a whole. */
export const xml = { type: 'text/xml', explicit: true } as const;
export const json = { type: 'application/json', explicit: true } as const;
export type XapiFormat = typeof xml | typeof json;

/** @throws InputError where times would have to be cut: XAPI has whole seconds only. */
export function checkSeconds({ stepMs }: Services): void {
  if (stepMs % 1000 === 0) return;
  const problem = `Cannot answer in XAPI's form: it has whole seconds, and an interval here is ${stepMs} ms`;
  throw new InputError('TYPE_UNACCEPTABLE', problem);
}

/** The format a request wants: a type it names, else JSON where the parameter `json` is there, whatever it says. */
export function formatOf({ headers, query }: FastifyRequest<{ Querystring: { json?: string } }>): XapiFormat {
  return negotiate(headers.accept, [json, xml]) ?? (query.json === undefined ? xml : json);
}

const problem = {
  content: { 'application/problem+json': { schema: Type.Unsafe<unknown>({ $ref: 'Problem#' }) } },
};

/** Documentation of an answer in both formats. */
export function bothFormats(what: string) {
  return {
    200: {
      description: what,
      content: {
        'text/xml': { schema: Type.String() },
        'application/json': { schema: Type.Record(Type.String(), Type.Unknown()) },
      },
    },
    401: { description: 'The session has ended or never was: log in again', ...problem },
    403: { description: 'A page of another site asks', ...problem },
    default: { description: 'A problem', ...problem },
  };
}
