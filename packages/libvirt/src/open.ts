import { AUTH } from './codec/auth.ts';
import { FEATURE, OPEN_READ_ONLY } from './codec/connect.ts';
import { LibvirtClient } from './client.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import {
  AuthError,
  ConnectionClosedError,
  DeadlineError,
  LibvirtError,
  NotLibvirtError,
  VIR_CODE,
} from './error.ts';
import { ForeignProtocolError } from './foreign.ts';
import { SshError } from './ssh/error.ts';
import { sshError } from './ssh/explain.ts';
import type { SshFailureCode } from './ssh/failures.ts';
import { connectFirst, type TlsOptions } from './transport.ts';
import { parseUri } from './uri.ts';

export interface OpenOptions extends Omit<ConnectionOptions, 'deadlineMs'> {
  /** Ask for a connection that can change nothing. Default true. */
  readOnly?: boolean;
  /** For connecting, authenticating and opening together. Default 10,000 ms. */
  deadlineMs?: number;
  /** Deadline of later calls that name none. Default 30,000 ms. */
  callDeadlineMs?: number;
  signal?: AbortSignal;
  tls?: TlsOptions;
  /** Decides where session sockets are. Default: the process's own. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** User id that decides whether a session is the user's own. Default: the process's own. */
  uid?: number;
  /** Called as the opening comes so far. */
  onPhase?: (phase: OpenPhase) => void;
}

/** How far an opening has come: the transport is there (of ssh: it runs), the daemon answers, it lets this client in. */
export type OpenPhase = 'connected' | 'answered' | 'authenticated';

/** Share of the deadline after which ssh reports what it could not connect to, before the deadline ends it. */
const SSH_CONNECT_SHARE = 0.8;

/**
 * Opens a libvirt URI such as `qemu:///system`.
 *
 * @throws {UriError} the URI cannot be used.
 * @throws {ConnectError} nothing answers there.
 * @throws {NotLibvirtError} something else answers there.
 * @throws {SshError} ssh does not reach it, with the remedy.
 * @throws {AuthError} the daemon accepts only SASL.
 * @throws {DeadlineError} it took too long.
 * @throws {LibvirtError} the daemon refused.
 */
export async function open(uri: string, options: OpenOptions = {}): Promise<LibvirtClient> {
  const { readOnly = true, deadlineMs = 10_000 } = options;
  const target = parseUri(uri, {
    readOnly,
    ...(options.environment && { environment: options.environment }),
    ...(options.uid !== undefined && { uid: options.uid }),
  });
  const timeout = AbortSignal.timeout(deadlineMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  let connection: Connection | null = null;
  let place = '';
  try {
    const transport = await connectFirst(target, {
      signal,
      sshConnectMs: deadlineMs * SSH_CONNECT_SHARE,
      ...(options.tls && { tls: options.tls }),
    });
    place = transport.place;
    options.onPhase?.('connected');
    connection = new Connection(transport.stream, {
      ...options,
      deadlineMs: options.callDeadlineMs ?? 30_000,
    });
    const call = { signal, deadlineMs: Infinity };
    // Asked even where nothing is needed: the daemon lets root in only inside this call.
    const { types } = await connection.call('AUTH_LIST', undefined, call);
    options.onPhase?.('answered');
    await authenticate(connection, uri, { types, ...call });
    options.onPhase?.('authenticated');
    if (target.ssh) await askKeepalive(connection, call);
    const flags = readOnly ? OPEN_READ_ONLY : 0;
    await connection.call('CONNECT_OPEN', { uri: target.driverUri, flags }, call);
    return new LibvirtClient(connection, target.driverUri, readOnly);
  } catch (error) {
    connection?.close();
    const cause = error instanceof ConnectionClosedError ? error.cause : null;
    if (cause instanceof ForeignProtocolError) throw new NotLibvirtError(place, cause.speaks, error);
    if (cause instanceof SshError) throw cause;
    if (target.ssh && error instanceof LibvirtError && error.procedure === 'AUTH_POLKIT')
      throw sshError(polkitFailure(error), target.ssh, { last: error.message, cause: error });
    if (timeout.aborted && error === signal.reason) {
      throw new DeadlineError('CONNECT_OPEN', deadlineMs, connection !== null, Promise.resolve());
    }
    throw error;
  }
}

/** @param types what the daemon accepts */
async function authenticate(
  connection: Connection,
  uri: string,
  { types, ...options }: { types: readonly number[]; signal: AbortSignal; deadlineMs: number },
): Promise<void> {
  if (types.length === 0 || types.includes(AUTH.none)) return;
  if (types.includes(AUTH.polkit)) {
    await connection.call('AUTH_POLKIT', undefined, options);
    return;
  }
  const wanted = types.includes(AUTH.sasl) ? 'SASL' : `methods ${types.join(', ')}`;
  throw new AuthError(`Cannot open "${uri}": the daemon accepts only ${wanted}, which is not supported`);
}

function polkitFailure({ virCode }: LibvirtError): SshFailureCode {
  return virCode === VIR_CODE.INTERNAL_ERROR ? 'SSH_POLKIT_UNAVAILABLE' : 'SSH_POLKIT_REFUSED';
}

/**
 * Lets the daemon ping us, which only then ends what is left on the host of a connection whose network is gone: its client,
 * virt-ssh-helper and a place among the daemon's clients.
 */
async function askKeepalive(
  connection: Connection,
  options: { signal: AbortSignal; deadlineMs: number },
): Promise<void> {
  try {
    await connection.call('CONNECT_SUPPORTS_FEATURE', { feature: FEATURE.keepalive }, options);
  } catch (error) {
    // A daemon without it is none the worse for being asked.
    if (!(error instanceof LibvirtError)) throw error;
  }
}
