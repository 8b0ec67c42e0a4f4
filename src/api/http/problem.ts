import type { FastifyError } from 'fastify';
import { InputError, type ErrorCode } from '../../model/error.ts';
import type { Problem as Body } from '../wire/problem.ts';
import { quoted } from './resolve.ts';

/** A problem document as it is made; its members beside these are those of the error. */
export type Problem = Pick<Body, 'type' | 'title' | 'status' | 'detail'> & { readonly code: ErrorCode };

export const problemType = 'application/problem+json; charset=utf-8';

/** What each code means; docs/reference/errors.md is this table. */
export const titles: Readonly<Record<ErrorCode, string>> = {
  NOT_FOUND: 'Nothing is at this address',
  VM_UNKNOWN: 'No such VM',
  ENTITY_UNKNOWN: 'No such host or source',
  CLASS_UNKNOWN: 'No such class of things that have metrics',
  METRIC_UNKNOWN: 'No such metric',
  FACT_UNKNOWN: 'No such fact',
  GROUP_UNKNOWN: 'No such group of statistics',
  GROUP_UNSUPPORTED: 'The hypervisor lacks a group of statistics that was enforced',
  LIST_EMPTY: 'A list that must name something is empty',
  LIST_SPANS_HOSTS: 'A list of VMs has those of more than one host',
  QUERY_INVALID: 'A parameter of the address is wrong',
  SELECTOR_INVALID: 'The selector cannot be read',
  FILTER_INVALID: 'The filter cannot be read',
  BODY_INVALID: 'The body of the request is wrong',
  CURSOR_INVALID: 'Not a cursor of this resource',
  SESSION_INVALID: 'The session has ended or never was',
  TOKEN_REQUIRED: 'A token is needed to ask this',
  TOKEN_INVALID: 'The token is not known, has expired, or was revoked',
  ROLE_INSUFFICIENT: 'The role of the token does not permit this',
  LOGINS_BUSY: 'Too many logins have failed',
  TOKEN_UNKNOWN: 'No token has that id',
  TOKENS_FULL: 'There are as many tokens as there may be',
  STATE_UNUSABLE: 'The state directory cannot be read or written',
  CROSS_SITE: 'A page of another site may not ask this',
  METHOD_UNSUPPORTED: 'The address exists but does not take this method',
  TYPE_UNACCEPTABLE: 'The resource has no representation of the accepted types',
  NAME_AMBIGUOUS: 'Several have that name',
  PRECONDITION_FAILED: 'The file is not as the request wants it',
  BODY_TOO_LARGE: 'The body of the request is too large',
  TYPE_UNSUPPORTED: 'The body of the request is of a type that is not read here',
  RANGE_UNSATISFIABLE: 'The file has no such part',
  CLIENT_CLOSED: 'The client left before the answer',
  CONFIG_INVALID: 'The configuration is wrong',
  CERTIFICATE_INVALID: 'The certificate of the server or its key is of no use',
  HISTORY_NEWER: 'The history was written by a later version',
  HISTORY_LOCKED: 'Another virtscope keeps this history',
  HISTORY_UNREADABLE: 'The history cannot be read',
  ADDRESS_REFUSED: 'The address is not one to listen on or to answer for',
  SOURCE_UNKNOWN: 'No source has that id',
  SOURCE_DUPLICATE: 'Another source has that name or reads the same',
  SOURCE_FIXED: 'The source is configured in a place that the API does not change',
  ALARM_UNKNOWN: 'No alarm has that id',
  ALARM_NOT_RAISED: 'The alarm is neither amber nor red',
  ALARM_NOT_ACKNOWLEDGED: 'The alarm is not acknowledged',
  RULES_INVALID: 'A rule of alarms is wrong',
  RULE_UNKNOWN: 'No rule has that id, or nothing of it was set here',
  DRY_RUN_STATES: 'The rule looks at states or events, of which no rows are kept',
  DRY_RUN_TOO_LARGE: 'The rule would look at too many series',
  DRY_RUNS_BUSY: 'Too many rules are being tried',
  SILENCE_UNKNOWN: 'No silence has that id',
  SILENCES_FULL: 'There are as many silences as there may be',
  SOURCE_UNAVAILABLE: 'What would answer is not reachable or not ready',
  STATS_BUSY: 'Too many statistics calls are waiting for the hypervisor',
  STREAMS_BUSY: 'Too many streams and waiting requests are open',
  TESTS_BUSY: 'Too many connections are being tested',
  BUG: 'A fault in virtscope; its log says more',
};

export function toProblem(error: InputError): Problem {
  const { code, status, message, extensions } = error;
  return {
    type: `urn:virtscope:error:${code}`,
    title: titles[code],
    status,
    detail: message,
    code,
    ...extensions,
  };
}

/** Codes of the framework for what a client did wrong. */
const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'TYPE_UNSUPPORTED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_INVALID',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_INVALID',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_INVALID',
  FST_ERR_BAD_URL: 'QUERY_INVALID',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
  // The connection broke while a body was read.
  ECONNRESET: 'CLIENT_CLOSED',
};

const readable: Readonly<Partial<Record<ErrorCode, string>>> = {
  BODY_TOO_LARGE: 'Cannot read body: over 64 KiB',
  TYPE_UNSUPPORTED: 'Cannot read body: its type must be application/json',
  QUERY_INVALID: 'Cannot read address: malformed escape',
  NOT_FOUND: 'Cannot find resource: a part of the address is too long',
  CLIENT_CLOSED: 'Cannot read body: the client left before its end',
};

/** What the client gets of a caught value: an input error as it is, anything that is not one as BUG without details. */
export function asInputError(error: unknown): InputError {
  if (error instanceof InputError) return error;
  const { code, statusCode, validation, validationContext, message } = (error ?? {}) as Partial<FastifyError>;
  if (validation) {
    const [wrong, what]: [ErrorCode, string] =
      validationContext === 'body' ? ['BODY_INVALID', 'body'] : ['QUERY_INVALID', 'address'];
    return new InputError(wrong, `Cannot read ${what}: ${complaint(validation)}`, { cause: error });
  }
  const known = code ? frameworkCodes[code] : undefined;
  if (known) {
    return new InputError(known, readable[known] ?? `Cannot read body: ${message}`, { cause: error });
  }
  // What else the framework refuses is the client's fault too.
  if (code?.startsWith('FST_ERR_') && statusCode !== undefined && statusCode < 500) {
    return new InputError('QUERY_INVALID', `Cannot read request: ${message}`, { cause: error });
  }
  if (statusCode === 412)
    return new InputError('PRECONDITION_FAILED', 'Cannot send file: it is another', { cause: error });
  if (statusCode === 416)
    return new InputError('RANGE_UNSATISFIABLE', 'Cannot send file: it has no such part', { cause: error });
  // The file server's own: a folder, a dotfile.
  if (statusCode === 403 || statusCode === 404) {
    return new InputError('NOT_FOUND', 'Cannot show file: nothing is there', { cause: error });
  }
  return new InputError('BUG', 'Cannot answer: a fault in virtscope', { cause: error });
}

/** The first thing a schema found wrong, by the name the client gave it. */
function complaint([first]: NonNullable<FastifyError['validation']>): string {
  if (!first) return 'invalid';
  const { keyword, instancePath, params, message = 'is invalid' } = first;
  if (keyword === 'additionalProperties')
    return `nothing is called ${quoted(String(params['additionalProperty']))}`;
  if (keyword === 'enum') return `${instancePath.slice(1)} must be one of ${String(params['allowedValues'])}`;
  return instancePath ? `${instancePath.slice(1).replaceAll('/', '.')} ${message}` : message;
}
