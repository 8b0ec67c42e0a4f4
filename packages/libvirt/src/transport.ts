import { readFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { ConnectError, NotLibvirtError } from './error.ts';
import { spokenBy } from './foreign.ts';
import { connectSsh } from './ssh/connect.ts';
import { SshError } from './ssh/error.ts';
import { placeOf } from './ssh/explain.ts';
import type { LibvirtUri } from './uri.ts';

/** Certificates as PEM text; what is left out is read from libvirt's usual places. */
export interface TlsOptions {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  /** The name the server's certificate must carry. Default: the URI's host. */
  servername?: string;
  /** False accepts any certificate, as `?no_verify=1` does. Default true. */
  verify?: boolean;
}

export interface TransportOptions {
  signal?: AbortSignal;
  tls?: TlsOptions;
  /** How long ssh may take to connect to the host; whole seconds count. Default 8,000 ms. */
  sshConnectMs?: number;
}

const SYSTEM_PKI = {
  ca: '/etc/pki/CA/cacert.pem',
  cert: '/etc/pki/libvirt/clientcert.pem',
  key: '/etc/pki/libvirt/private/clientkey.pem',
};
/** The codes with which OpenSSL reports that the other side did not answer in TLS. */
const NO_TLS = /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|BAD_RECORD_TYPE|HTTP_REQUEST)$/;
const FILES = { ca: 'cacert.pem', cert: 'clientcert.pem', key: 'clientkey.pem' };

/**
 * Connects to the first address of a URI that answers.
 *
 * @throws {ConnectError} if none does.
 * @throws {SshError} if ssh cannot be run; what else goes wrong with it is the error with which the stream ends.
 * @throws {NotLibvirtError} if something else does; the signal's reason if it was aborted.
 */
export async function connectTransport(target: LibvirtUri, options: TransportOptions = {}): Promise<Duplex> {
  return (await connectFirst(target, options)).stream;
}

/** As {@link connectTransport}; also gives the place that answered, as `HOST:PORT` or a path. */
export async function connectFirst(
  target: LibvirtUri,
  options: TransportOptions = {},
): Promise<{ stream: Duplex; place: string }> {
  const attempts: { target: string; error: Error }[] = [];
  for (const place of places(target)) {
    try {
      return { stream: await connectPlace(target, place, options), place: place.name };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof NotLibvirtError || error instanceof SshError) throw error;
      attempts.push({ target: place.label, error: error as Error });
    }
  }
  throw new ConnectError(attempts);
}

interface Place {
  label: string;
  /** Its name in messages. */
  name: string;
  address: net.NetConnectOpts;
}

function places(target: LibvirtUri): Place[] {
  if (target.transport === 'unix') {
    return target.socketCandidates.map((path) => ({ label: path, name: path, address: { path } }));
  }
  const { host, port, ssh } = target;
  const name = ssh ? placeOf(ssh) : `${host}:${port}`;
  return [{ label: `${target.transport}://${name}`, name, address: { host, port } }];
}

async function connectPlace(target: LibvirtUri, place: Place, options: TransportOptions): Promise<Duplex> {
  options.signal?.throwIfAborted();
  if (target.ssh) return connectSsh(target.ssh, options.sshConnectMs ?? 8000);
  if (target.transport !== 'tls') {
    const socket = net.connect(place.address);
    await opened(socket, 'connect', options.signal);
    return socket.setNoDelay(true);
  }
  const socket = tls.connect({ ...place.address, ...(await tlsSettings(target, options.tls ?? {})) });
  try {
    await opened(socket, 'secureConnect', options.signal);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (NO_TLS.test(code)) throw new NotLibvirtError(place.name, 'it does not speak TLS', error);
    throw error;
  }
  await certificateAccepted(socket, place, options.signal);
  return socket.setNoDelay(true);
}

async function tlsSettings(target: LibvirtUri, given: TlsOptions): Promise<tls.ConnectionOptions> {
  const rejectUnauthorized = given.verify ?? target.verify;
  const [ca, cert, key] = await Promise.all([
    given.ca ?? pem(target, 'ca'),
    given.cert ?? pem(target, 'cert'),
    given.key ?? pem(target, 'key'),
  ]);
  if (ca === null && rejectUnauthorized) {
    throw new Error(`no CA certificate in ${pkiFiles(target, 'ca').join(' or ')}`);
  }
  const servername = given.servername ?? (net.isIP(target.host) ? '' : target.host);
  return {
    rejectUnauthorized,
    servername,
    ...(ca === null ? {} : { ca }),
    ...(cert === null || key === null ? {} : { cert, key }),
  };
}

function pkiFiles(target: LibvirtUri, kind: keyof typeof FILES): string[] {
  if (target.pkiPath !== null) return [`${target.pkiPath}/${FILES[kind]}`];
  return [`${os.homedir()}/.pki/libvirt/${FILES[kind]}`, SYSTEM_PKI[kind]];
}

async function pem(target: LibvirtUri, kind: keyof typeof FILES): Promise<Buffer | null> {
  for (const file of pkiFiles(target, kind)) {
    try {
      return await readFile(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return null;
}

/** Within TLS the daemon sends one byte 0x01 once it has accepted our certificate. */
async function certificateAccepted(socket: tls.TLSSocket, place: Place, signal?: AbortSignal): Promise<void> {
  await opened(socket, 'readable', signal);
  const chunk = socket.read() as Buffer | null;
  if (chunk?.[0] === 1) {
    if (chunk.length > 1) socket.unshift(chunk.subarray(1));
    return;
  }
  socket.destroy();
  if (chunk?.[0]) throw new NotLibvirtError(place.name, `within TLS ${spokenBy(chunk)}`);
  throw new Error('the server did not accept our certificate');
}

async function opened(socket: net.Socket, event: string, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => reject(signal?.reason as Error);
  const onClose = () => reject(new Error('closed by the server'));
  socket.once(event, resolve).once('error', reject).once('close', onClose);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await promise;
  } catch (error) {
    // A late error of a socket given up must not end the process.
    socket.on('error', () => {}).destroy();
    throw error;
  } finally {
    socket.off(event, resolve).off('error', reject).off('close', onClose);
    signal?.removeEventListener('abort', onAbort);
  }
}
