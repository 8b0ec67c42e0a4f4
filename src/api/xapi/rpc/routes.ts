import { Type } from 'typebox';
import { InputError } from '../../../model/error.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { streamChunks } from '../../http/json-chunks.ts';
import { readerSignal } from '../../http/reader-signal.ts';
import { XapiFailure } from '../failure.ts';
import { logIn } from '../session/log-in.ts';
import { jsonChunks, Members } from './json.ts';
import { callMethod, type Responder } from './methods.ts';

/** XAPI's calls in JSON-RPC 2.0, and in 1.0 where a request does not name a version. */
export function rpcEndpoint(responder: Responder): Endpoint {
  const object = Type.Record(Type.String(), Type.Unknown());
  const schema = {
    summary: "XAPI's calls that read: log in, records of all classes, events, data sources",
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
  return endpoint(schema, async (request, reply) => {
    const { jsonrpc, method, params = [], id } = request.body;
    if (typeof id !== 'string' && typeof id !== 'number') {
      throw new InputError('BODY_INVALID', 'Cannot read body: id must be a text or a number');
    }
    const { streams, clock } = responder.services;
    const admit = (): void => streams.admit(request, reply);
    const call = {
      method,
      params,
      left: readerSignal(reply),
      admit,
      logIn: (given: readonly unknown[]) => logIn(responder, request, given),
    };
    let members: readonly (readonly [name: string, value: unknown])[];
    try {
      const result = await callMethod(responder, call);
      members = jsonrpc === '2.0' ? [['jsonrpc', jsonrpc], ['result', result], ['id', id]] : [['result', result], ['error', null], ['id', id]]; // prettier-ignore
    } catch (error) {
      if (!(error instanceof XapiFailure)) throw error;
      members = Object.entries(failed(error, jsonrpc === '2.0', id));
    }
    return streamChunks(reply.type('application/json'), jsonChunks(new Members(members)), clock);
  });
}

function failed({ code, data }: XapiFailure, isSecond: boolean, id: string | number): object {
  if (!isSecond) return { result: null, error: [code, ...data], id };
  return { jsonrpc: '2.0', error: { code: 1, message: code, data }, id };
}
