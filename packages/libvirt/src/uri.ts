import { UriError } from './error.ts';
import { sshTarget, type SshTarget } from './ssh/target.ts';

const DAEMONS: Readonly<Record<string, string | null>> = {
  qemu: 'virtqemud',
  xen: 'virtxend',
  lxc: 'virtlxcd',
  vbox: 'virtvboxd',
  bhyve: 'virtbhyved',
  vz: 'virtvzd',
  ch: 'virtchd',
  // The test driver has no daemon of its own.
  test: null,
  // The daemon is left to find its driver.
  remote: null,
};
const CLIENT_SIDE = new Set(['esx', 'gsx', 'vpx', 'hyperv', 'vmwareplayer', 'vmwarews', 'vmwarefusion']);
const DEFAULT_PORT = { unix: 0, tcp: 16_509, tls: 16_514, ssh: 0 } as const;
/** Query parameters meant for the transport; the others belong to the driver. */
const TRANSPORT_PARAMS = new Set(
  (
    'socket mode name pkipath no_verify no_sanity no_tty ' +
    'command keyfile known_hosts known_hosts_verify netcat proxy sshauth'
  ).split(' '),
);

/** Where a URI leads and what to ask the daemon for. */
export interface LibvirtUri {
  driver: string;
  transport: 'unix' | 'tcp' | 'tls' | 'ssh';
  /** Empty for `unix`. */
  host: string;
  /** 0 for `unix`, and for `ssh` where it is left to ssh. */
  port: number;
  /** Unix sockets to try in this order; empty for the other transports. */
  socketCandidates: string[];
  /** The URI the daemon is asked to open; empty where it is to find its own. */
  driverUri: string;
  pkiPath: string | null;
  verify: boolean;
  /** Null for the other transports. */
  ssh: SshTarget | null;
}

export interface UriOptions {
  readOnly?: boolean;
  /** Decides where session sockets are. Default: the process's own. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** User id of the caller. Default: the process's own. */
  uid?: number;
}

/**
 * Parses a libvirt URI such as `qemu:///system`, `qemu+ssh://root@host/system` or `qemu+tls://host/system`.
 *
 * @throws {UriError} `URI_INVALID` if it is not one, `URI_UNSUPPORTED` for transports and drivers refused here.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { parseUri } from './uri.ts';
 *
 * assert.equal(parseUri('qemu+tls://h1/system').port, 16514);
 * assert.deepEqual(parseUri('qemu:///system', { readOnly: true }).socketCandidates, [
 *   '/run/libvirt/virtqemud-sock-ro',
 *   '/run/libvirt/libvirt-sock-ro',
 * ]);
 * ```
 */
export function parseUri(text: string, options: UriOptions = {}): LibvirtUri {
  // URL would take blanks away, which libvirt does not.
  if (/\s/.test(text) || !URL.canParse(text))
    throw new UriError('URI_INVALID', text, 'not a URI like qemu:///system');
  const url = new URL(text);
  // The case of the driver counts, that of the transport does not (virsh 9.0); `URL` makes both lower.
  const [driver = ''] = text.split(/[+:]/, 1);
  const [, named = null] = url.protocol.slice(0, -1).split('+', 2);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  checkDriver(text, driver);
  if (url.pathname === '') throw new UriError('URI_INVALID', text, 'no path like /system');
  const transport = transportOf(text, named, host);
  // ssh checks it with the other characters that it does not take.
  if (transport !== 'ssh' && host.startsWith('-'))
    throw new UriError('URI_INVALID', text, 'the host name begins with "-"');
  const query = url.searchParams;
  const opened = query.get('name') ?? driverUri(driver, url.pathname, query);
  const { readOnly = false } = options;
  return {
    driver,
    transport,
    host,
    port: Number(url.port) || DEFAULT_PORT[transport],
    socketCandidates: transport === 'unix' ? sockets(text, driver, url.pathname, query, options) : [],
    driverUri: opened,
    pkiPath: query.get('pkipath'),
    verify: query.get('no_verify') !== '1',
    ssh: transport === 'ssh' ? sshTarget(text, url, { driverUri: opened, readOnly }) : null,
  };
}

function checkDriver(text: string, driver: string): void {
  if (Object.hasOwn(DAEMONS, driver)) return;
  if (CLIENT_SIDE.has(driver)) {
    throw new UriError('URI_UNSUPPORTED', text, `${driver} is not served by a libvirt daemon`);
  }
  throw new UriError('URI_INVALID', text, `unknown driver "${driver}"`);
}

function transportOf(text: string, named: string | null, host: string): LibvirtUri['transport'] {
  switch (named ?? (host === '' ? 'unix' : 'tls')) {
    case 'unix':
      if (host !== '') throw new UriError('URI_INVALID', text, 'a unix socket has no host');
      return 'unix';
    case 'tcp':
      if (host === '') throw new UriError('URI_INVALID', text, 'no host');
      return 'tcp';
    case 'tls':
      if (host === '') throw new UriError('URI_INVALID', text, 'no host');
      return 'tls';
    case 'ssh':
      return 'ssh';
    default:
      throw new UriError(
        'URI_UNSUPPORTED',
        text,
        `transport "${named}" is not supported; use ssh, tls, tcp or unix`,
      );
  }
}

/** As libvirt sends it: of `remote` nothing, so that the daemon probes. */
function driverUri(driver: string, path: string, query: URLSearchParams): string {
  if (driver === 'remote') return '';
  const kept = new URLSearchParams([...query].filter(([name]) => !TRANSPORT_PARAMS.has(name)));
  return `${driver}://${path}${kept.size > 0 ? `?${kept.toString()}` : ''}`;
}

function sockets(
  text: string,
  driver: string,
  path: string,
  query: URLSearchParams,
  options: UriOptions,
): string[] {
  const socket = query.get('socket');
  if (socket !== null) return [socket];
  const mode = query.get('mode') ?? 'auto';
  if (!['auto', 'direct', 'legacy'].includes(mode)) {
    throw new UriError('URI_INVALID', text, `unknown mode "${mode}"`);
  }
  const daemon = DAEMONS[driver] ?? null;
  const names: string[] = [];
  // libvirt's own order: the driver's daemon, then libvirtd or the proxy that took over its socket.
  if (daemon !== null && mode !== 'legacy') names.push(`${daemon}-sock`);
  if (daemon === null || mode !== 'direct') names.push('libvirt-sock');

  const uid = options.uid ?? process.getuid?.() ?? 0;
  const system = names.map((name) => `/run/libvirt/${name}${options.readOnly ? '-ro' : ''}`);
  // A session daemon has no read-only socket: the flag at opening is what protects there.
  const session = names.map((name) => `${sessionFolder(options.environment ?? process.env)}/${name}`);
  // Root has no session daemon: its system daemon answers (remoteConnectOpen in libvirt's remote_driver.c).
  if (path === '/session' && uid !== 0) return session;
  return driver === 'test' && uid !== 0 ? [...system, ...session] : system;
}

function sessionFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_RUNTIME_DIR: runtime, XDG_CACHE_HOME: cache, HOME: home = '' } = environment;
  return runtime ? `${runtime}/libvirt` : `${cache || `${home}/.cache`}/libvirt`;
}
