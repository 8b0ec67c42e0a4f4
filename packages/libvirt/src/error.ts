import type { ErrorPayload } from './codec/error.ts';

/** The bytes or values are not what the protocol allows. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code = 'PROTOCOL';
}

/** libvirt's error numbers that callers act on, by their stable names. */
export const VIR_CODE = {
  INTERNAL_ERROR: 1,
  NO_SUPPORT: 3,
  INVALID_ARG: 8,
  OPERATION_FAILED: 9,
  OPERATION_DENIED: 29,
  SYSTEM_ERROR: 38,
  RPC: 39,
  NO_DOMAIN: 42,
  AUTH_FAILED: 45,
  OPERATION_INVALID: 55,
  OPERATION_TIMEOUT: 68,
  ARGUMENT_UNSUPPORTED: 74,
  AUTH_CANCELLED: 79,
  OPERATION_UNSUPPORTED: 84,
  AGENT_UNRESPONSIVE: 86,
  ACCESS_DENIED: 88,
  AUTH_UNAVAILABLE: 94,
  AGENT_UNSYNCED: 97,
  MULTIPLE_DOMAINS: 110,
  AGENT_COMMAND_TIMEOUT: 112,
  AGENT_COMMAND_FAILED: 113,
} as const;
export type VirCode = keyof typeof VIR_CODE;

const codeNames = new Map(Object.entries(VIR_CODE).map(([name, code]) => [code as number, name as VirCode]));

/** The daemon's answer to a call was an error. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError';
  /** libvirt's name without `VIR_ERR_`, or `VIR_ERR_<number>` for one not in `VIR_CODE`. */
  readonly code: VirCode | `VIR_ERR_${number}`;
  readonly virCode: number;
  /** Which part of libvirt failed: 7 RPC, 10 qemu, 12 test, 13 remote, 20 domain configuration. */
  readonly domain: number;
  readonly level: number;
  readonly procedure: string;
  readonly str1: string | null;
  readonly str2: string | null;
  readonly str3: string | null;
  readonly int1: number;
  readonly int2: number;

  constructor(procedure: string, payload: ErrorPayload) {
    super(payload.message ?? `error ${payload.code} without a message`);
    this.code = codeNames.get(payload.code) ?? `VIR_ERR_${payload.code}`;
    this.virCode = payload.code;
    this.domain = payload.domain;
    this.level = payload.level;
    this.procedure = procedure;
    this.str1 = payload.str1;
    this.str2 = payload.str2;
    this.str3 = payload.str3;
    this.int1 = payload.int1;
    this.int2 = payload.int2;
  }

  /** The daemon or its driver lacks the call: asking again is of no use. */
  get unsupported(): boolean {
    if (this.virCode === VIR_CODE.RPC) return this.message.includes('unknown procedure');
    return this.virCode === VIR_CODE.NO_SUPPORT || this.virCode === VIR_CODE.OPERATION_UNSUPPORTED;
  }
}

export type CloseReason = 'caller' | 'peer' | 'keepalive' | 'transport' | 'protocol';

/** The connection ended: every call that was waiting is rejected with it. */
export class ConnectionClosedError extends Error {
  override readonly name = 'ConnectionClosedError';
  readonly code = 'CONNECTION_CLOSED';
  readonly reason: CloseReason;

  constructor(reason: CloseReason, state: string, cause?: unknown) {
    super(`Cannot use libvirt connection: ${state}`, { cause });
    this.reason = reason;
  }
}

/** No answer came within the deadline; the daemon may still be working on the call. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'DEADLINE';
  readonly procedure: string;
  readonly deadlineMs: number;
  /** False when the call was still queued and never reached the daemon. */
  readonly sent: boolean;
  /** Resolves when the late answer arrives or the connection ends. */
  readonly settled: Promise<void>;

  constructor(procedure: string, deadlineMs: number, sent: boolean, settled: Promise<void>) {
    super(`Cannot complete ${procedure}: no answer within ${deadlineMs} ms`);
    this.procedure = procedure;
    this.deadlineMs = deadlineMs;
    this.sent = sent;
    this.settled = settled;
  }
}

/** The URI is not one this client can connect to. */
export class UriError extends Error {
  override readonly name = 'UriError';
  readonly code: 'URI_INVALID' | 'URI_UNSUPPORTED';

  constructor(code: UriError['code'], uri: string, state: string) {
    super(`Cannot use libvirt URI "${uri}": ${state}`);
    this.code = code;
  }
}

/** No connection could be made; `attempts` has each place that was tried and why it failed. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code = 'CONNECT_FAILED';
  readonly attempts: readonly { target: string; error: Error }[];

  constructor(attempts: ConnectError['attempts']) {
    const tried = attempts.map(({ target, error }) => `${target} (${error.message})`).join(', ');
    super(`Cannot connect to libvirt: ${tried || 'nothing to try'}`, { cause: attempts[0]?.error });
    this.attempts = attempts;
  }
}

/** Something answers at the place a URI leads to, and it is no libvirt daemon. */
export class NotLibvirtError extends Error {
  override readonly name = 'NotLibvirtError';
  readonly code = 'NOT_LIBVIRT';

  /** @param what what is known of it, as `it speaks HTTP` */
  constructor(place: string, what: string, cause?: unknown) {
    super(`Cannot connect to libvirt: what answers at ${place} is no libvirt daemon; ${what}`, { cause });
  }
}

/** The daemon wants a way of authentication this client does not speak. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly code = 'AUTH_UNSUPPORTED';
}

/** A caller's argument breaks a rule of the API. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  readonly code: 'EMPTY_DOMAIN_LIST' | 'MIXED_CONNECTIONS' | 'UNKNOWN_GROUP';

  constructor(code: ArgumentError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
