/** Every code an answer of virtscope can carry, with its HTTP status (docs/reference/errors.md lists the same). */
export const errorCodes = {
  NOT_FOUND: 404,
  VM_UNKNOWN: 404,
  ENTITY_UNKNOWN: 404,
  CLASS_UNKNOWN: 404,
  METRIC_UNKNOWN: 404,
  FACT_UNKNOWN: 404,
  GROUP_UNKNOWN: 400,
  GROUP_UNSUPPORTED: 400,
  LIST_EMPTY: 400,
  LIST_SPANS_HOSTS: 400,
  QUERY_INVALID: 400,
  SELECTOR_INVALID: 400,
  FILTER_INVALID: 400,
  BODY_INVALID: 400,
  CURSOR_INVALID: 400,
  SESSION_INVALID: 401,
  TOKEN_REQUIRED: 401,
  TOKEN_INVALID: 401,
  ROLE_INSUFFICIENT: 403,
  LOGINS_BUSY: 429,
  TOKEN_UNKNOWN: 404,
  TOKENS_FULL: 409,
  STATE_UNUSABLE: 503,
  CROSS_SITE: 403,
  METHOD_UNSUPPORTED: 405,
  TYPE_UNACCEPTABLE: 406,
  NAME_AMBIGUOUS: 409,
  PRECONDITION_FAILED: 412,
  BODY_TOO_LARGE: 413,
  TYPE_UNSUPPORTED: 415,
  RANGE_UNSATISFIABLE: 416,
  CLIENT_CLOSED: 499,
  CONFIG_INVALID: 400,
  CERTIFICATE_INVALID: 400,
  HISTORY_NEWER: 400,
  HISTORY_LOCKED: 400,
  HISTORY_UNREADABLE: 400,
  ADDRESS_REFUSED: 400,
  SOURCE_UNKNOWN: 404,
  SOURCE_DUPLICATE: 409,
  SOURCE_FIXED: 409,
  ALARM_UNKNOWN: 404,
  ALARM_NOT_RAISED: 409,
  ALARM_NOT_ACKNOWLEDGED: 409,
  RULES_INVALID: 400,
  RULE_UNKNOWN: 404,
  DRY_RUN_STATES: 400,
  DRY_RUN_TOO_LARGE: 400,
  DRY_RUNS_BUSY: 503,
  SILENCE_UNKNOWN: 404,
  SILENCES_FULL: 409,
  SOURCE_UNAVAILABLE: 503,
  STATS_BUSY: 503,
  STREAMS_BUSY: 503,
  TESTS_BUSY: 503,
  BUG: 500,
} as const;
export type ErrorCode = keyof typeof errorCodes;

export interface InputErrorOptions extends ErrorOptions {
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Bad input, or a state outside of the program that a person can mend: "Cannot verb thing: state", with a stable code. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly code: ErrorCode;
  /** What a problem document has besides its own members, for programs. */
  readonly extensions: Readonly<Record<string, unknown>>;
  constructor(code: ErrorCode, message: string, options: InputErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.extensions = options.extensions ?? {};
  }

  /** HTTP status of the code. */
  get status(): number {
    return errorCodes[this.code];
  }
}
