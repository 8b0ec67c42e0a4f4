import { randomBytes } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import type { Identity } from '../model/access/identity.ts';

export interface LoginsOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** How long a login lives without being used. */
  readonly idleMs: number;
  /** Whether the token of a login is still valid. */
  readonly isValid: (tokenId: string) => boolean;
  /** Logins at a time; one more ends the one that was idle longest. */
  readonly limit?: number;
}

interface Login {
  readonly identity: Identity;
  usedMs: number;
}

/** Sessions of browsers, each known by a cookie of 256 random bits. They end with their token, when idle, and with the program. */
export class Logins {
  readonly #options: LoginsOptions;
  readonly #limit: number;
  /** By the value of the cookie, in the order of last use. */
  readonly #logins = new Map<string, Login>();
  readonly #cookies = new Map<Identity, string>();

  constructor(options: LoginsOptions) {
    this.#options = options;
    this.#limit = options.limit ?? 1000;
  }

  get size(): number {
    return this.#logins.size;
  }

  /** Begins a session. Returns the value of its cookie. */
  open(token: Pick<Identity, 'name' | 'role' | 'purpose' | 'tokenId'>): {
    cookie: string;
    identity: Identity;
  } {
    this.#expire();
    const [idlest] = this.#logins.keys();
    if (idlest !== undefined && this.#logins.size >= this.#limit) this.close(idlest);
    const cookie = randomBytes(32).toString('base64url');
    const identity: Identity = { ...token, by: 'login' };
    this.#logins.set(cookie, { identity, usedMs: this.#options.clock.monotonic() });
    this.#cookies.set(identity, cookie);
    return { cookie, identity };
  }

  /** The identity of a session, which is thereby used; null where it has ended or never was. */
  use(cookie: string): Identity | null {
    this.#expire();
    const login = this.#logins.get(cookie);
    if (!login) return null;
    const { tokenId } = login.identity;
    if (tokenId !== null && !this.#options.isValid(tokenId)) {
      this.close(cookie);
      return null;
    }
    login.usedMs = this.#options.clock.monotonic();
    this.#logins.delete(cookie);
    this.#logins.set(cookie, login);
    return login.identity;
  }

  /** Whether the session of an identity lasts; a stream that is open uses it. */
  isOpen(identity: Identity): boolean {
    const cookie = this.#cookies.get(identity);
    return cookie !== undefined && this.use(cookie) !== null;
  }

  close(cookie: string): void {
    const login = this.#logins.get(cookie);
    if (login) this.#cookies.delete(login.identity);
    this.#logins.delete(cookie);
  }

  #expire(): void {
    const oldestMs = this.#options.clock.monotonic() - this.#options.idleMs;
    for (const [cookie, { usedMs }] of this.#logins) {
      if (usedMs >= oldestMs) return;
      this.close(cookie);
    }
  }
}
