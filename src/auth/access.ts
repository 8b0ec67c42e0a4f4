import type { Identity } from '../model/access/identity.ts';
import type { Clock } from '../model/clock.ts';
import { InputError } from '../model/error.ts';
import { TokenBucket } from '../lib/async/token-bucket.ts';
import { AddressRanges } from './address-ranges.ts';
import { AuditLog } from './audit-log.ts';
import { basicPassword, bearerToken } from './authorization.ts';
import { clientOf, isLocal, type AccessRequest, type Client } from './client.ts';
import type { AccessSettings, ProxySettings } from './config.ts';
import { isServedName } from './host-names.ts';
import { LoginThrottle } from './login-throttle.ts';
import { cookieNameOf, cookieOf } from './login-cookie.ts';
import { Logins } from './logins.ts';
import { ProxyUsers } from './proxy-users.ts';
import type { TokenRecord } from './tokens/record.ts';
import { TokenStore } from './tokens/token-store.ts';
import { isToken } from './tokens/token.ts';

export interface AccessOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly access: AccessSettings;
  readonly behindProxy: ProxySettings;
  /** Names of the certificate, none without one. */
  readonly certificateNames?: () => readonly string[];
  /** Gets a sentence about each file that cannot be used, once. */
  readonly onDamage: (problem: string) => void;
}

const local: Identity = { by: 'local', name: 'local', role: 'admin', purpose: null, tokenId: null };

/** Failed logins that are written at once, and how many in the long run. */
const FAILURES = { capacity: 20, perSecond: 1 / 60 };

/** Knows the clients of the API: where a request comes from, and which identity it has. */
export class Access {
  readonly tokens: TokenStore;
  readonly auditLog: AuditLog;
  readonly #options: AccessOptions;
  readonly #proxies: AddressRanges;
  readonly #users: ProxyUsers;
  readonly #logins: Logins;
  readonly #throttle: LoginThrottle;
  readonly #failures: TokenBucket;
  #unwritten = 0;

  constructor(options: AccessOptions) {
    const { clock, access, behindProxy } = options;
    const monotonic = (): number => clock.monotonic();
    this.#options = options;
    this.tokens = new TokenStore(options);
    this.auditLog = new AuditLog(options);
    this.#proxies = new AddressRanges(behindProxy.addresses);
    this.#users = new ProxyUsers(behindProxy);
    this.#logins = new Logins({ clock, idleMs: access.idleMs, isValid: (id) => this.tokens.isValid(id) });
    this.#throttle = new LoginThrottle({ monotonic });
    this.#failures = new TokenBucket({ ...FAILURES, monotonic });
  }

  /** Where a request comes from. */
  clientOf(request: AccessRequest): Client {
    return clientOf(request, this.#proxies);
  }

  /**
   * Refuses what no client may ask here: by a name that is not this server's, which a page of another site may have given
   * its address, and in clear from another machine.
   *
   * @throws {InputError} `ADDRESS_REFUSED`
   */
  checkClient(client: Client): void {
    const { access, certificateNames } = this.#options;
    const names = [...access.names, ...(certificateNames?.() ?? [])];
    if (!isServedName(client, names)) {
      const shown = client.host.length > 80 ? `${client.host.slice(0, 80)}…` : client.host;
      const problem = `Cannot answer for host '${shown}': only ${['localhost', ...names].join(', ')} is served here`;
      throw new InputError('ADDRESS_REFUSED', problem);
    }
    if (client.isExposed && !client.isEncrypted && !client.isProxied) {
      const problem = `Cannot answer ${client.address} in clear: only the addresses of behindProxy may ask without TLS`;
      throw new InputError('ADDRESS_REFUSED', problem);
    }
  }

  /**
   * The identity of a request, null where it has none.
   *
   * @param takesBasic whether a token may be the password of Basic authentication.
   * @throws {InputError} `TOKEN_INVALID`
   */
  identify({ headers }: AccessRequest, client: Client, takesBasic = false): Identity | null {
    const bearer = bearerToken(headers.authorization);
    if (bearer !== null) return this.#withToken(bearer, client);
    const password = takesBasic ? basicPassword(headers.authorization) : null;
    if (password !== null && isToken(password)) return this.#withToken(password, client);
    const user = client.isProxied ? this.#users.identify(headers) : null;
    if (user) return user;
    const cookie = cookieOf(headers.cookie, cookieNameOf(client));
    const login = cookie === null ? null : this.#logins.use(cookie);
    return login ?? this.#local(client);
  }

  /** Whether an identity may still ask: its token is neither revoked nor expired, its login has not ended. */
  isValid(identity: Identity): boolean {
    if (identity.by === 'login') return this.#logins.isOpen(identity);
    return identity.tokenId === null || this.tokens.isValid(identity.tokenId);
  }

  /** The identity of a token that a client logs in with. @throws {InputError} `TOKEN_INVALID`, `LOGINS_BUSY` */
  identityOf(token: string, client: Client): Identity {
    const waitSeconds = this.#throttle.waitOf(client.address);
    if (waitSeconds > 0) throw busy(waitSeconds);
    const record = this.tokens.use(token);
    if (record) return toIdentity(record);
    this.#writeFailure(client);
    const othersSeconds = this.#throttle.fail(client.address);
    throw othersSeconds > 0 ? busy(othersSeconds) : invalid();
  }

  /** Begins a session with a token. @throws {InputError} `TOKEN_INVALID`, `LOGINS_BUSY` */
  logIn(token: string, client: Client): { readonly cookie: string; readonly identity: Identity } {
    const login = this.#logins.open(this.identityOf(token, client));
    this.auditLog.write({ ...login.identity, action: 'login', subject: client.address });
    return login;
  }

  /** Ends the session of a request; nothing where it has none. */
  logOut({ headers }: AccessRequest, client: Client): void {
    const cookie = cookieOf(headers.cookie, cookieNameOf(client));
    const identity = cookie === null ? null : this.#logins.use(cookie);
    if (cookie === null || !identity) return;
    this.#logins.close(cookie);
    this.auditLog.write({ ...identity, action: 'logout', subject: client.address });
  }

  /** Writes when tokens were used; the last time when the server ends. */
  flush(options?: { readonly isLast?: boolean }): void {
    this.tokens.flush(options);
  }

  #local(client: Client): Identity | null {
    return this.#options.access.loopback === 'open' && isLocal(client) ? local : null;
  }

  #withToken(token: string, client: Client): Identity {
    const record = this.tokens.use(token);
    if (record) return toIdentity(record);
    this.#writeFailure(client);
    throw invalid();
  }

  /** Failures are written a few at a time, with how many were left out before. */
  #writeFailure({ address }: Client): void {
    if (!this.#failures.take(1)) {
      this.#unwritten++;
      return;
    }
    const subject = this.#unwritten > 0 ? `and ${this.#unwritten} before it` : null;
    this.#unwritten = 0;
    this.auditLog.write({ name: address, by: 'address', action: 'login.failed', subject });
  }
}

function toIdentity({ id, note, role, purpose }: TokenRecord): Identity {
  return { by: 'token', name: note, role, purpose, tokenId: id };
}

function invalid(): InputError {
  return new InputError(
    'TOKEN_INVALID',
    'Cannot answer: the token is not known, has expired, or was revoked',
  );
}

function busy(seconds: number): InputError {
  const problem = `Cannot log in: too many logins have failed, try again in ${seconds} s`;
  return new InputError('LOGINS_BUSY', problem, { extensions: { retryAfter: seconds } });
}
