import { Type } from 'typebox';
import { InputError } from '../../model/error.ts';
import type { App } from '../context.ts';
import { XapiFailure } from './failure.ts';
import { callMethod, type Responder } from './methods.ts';

/** XAPI's calls in JSON-RPC 2.0, and in 1.0 where a request does not say. */
export function rpcRoute(app: App, responder: Responder): void {
  const object = Type.Record(Type.String(), Type.Unknown());
  const schema = {
    summary: "XAPI's calls that read: log in, records of all classes, events, data sources",
    tags: ['XAPI'],
    body: Type.Object({
      jsonrpc: Type.Optional(Type.String()),
      method: Type.String({ maxLength: 200 }),
      params: Type.Optional(
        Type.Array(Type.Unknown(), { maxItems: 20, description: 'The session first, after logging in' }),
      ),
      id: Type.Unknown({ description: 'A text or a number' }),
    }),
    response: {
      200: {
        description: 'The result, or an error of XAPI',
        content: { 'application/json': { schema: object } },
      },
      default: {
        description: 'A problem: no call could be read',
        content: { 'application/problem+json': { schema: Type.Unsafe<unknown>({ $ref: 'Problem#' }) } },
      },
    },
  };
  app.post('/jsonrpc', { schema }, async ({ body }, reply) => {
    const { jsonrpc, method, params = [], id } = body;
    if (typeof id !== 'string' && typeof id !== 'number') {
      throw new InputError('BODY_INVALID', 'Cannot read body: id must be a text or a number');
    }
    const left = new AbortController();
    const leave = (): void => left.abort();
    reply.raw.once('close', leave);
    let members: object;
    try {
      const result = await callMethod(responder, { method, params, left: left.signal });
      members = jsonrpc === '2.0' ? { jsonrpc, result, id } : { result, error: null, id };
    } catch (error) {
      if (!(error instanceof XapiFailure)) throw error;
      members = failed(error, jsonrpc === '2.0', id);
    } finally {
      reply.raw.off('close', leave);
    }
    // As bytes: the framework would add a charset, which XAPI's clients do not expect.
    return reply.type('application/json').send(Buffer.from(JSON.stringify(members)));
  });
}

function failed({ code, data }: XapiFailure, isSecond: boolean, id: string | number): object {
  if (!isSecond) return { result: null, error: [code, ...data], id };
  return { jsonrpc: '2.0', error: { code: 1, message: code, data }, id };
}
