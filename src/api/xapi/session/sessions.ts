import { randomBytes } from 'node:crypto';
import type { Identity } from '../../../model/access/identity.ts';
import type { Clock } from '../../../model/clock.ts';
import { asUuid } from '../refs.ts';

export interface SessionsOptions {
  readonly clock: Clock;
  /** Whether an identity may still ask; always when left out. */
  readonly isValid?: (identity: Identity) => boolean;
  /** Sessions at a time; a login beyond them ends the one that was idle longest. */
  readonly limit?: number;
  /** How long a session lives without being used. */
  readonly idleMs?: number;
}

/** A client that logged in. */
export interface Session {
  readonly ref: string;
  readonly identity: Identity;
  /** Aborted when the session ends: its blocking calls end. */
  readonly ended: AbortSignal;
}

interface Entry extends Session {
  readonly end: AbortController;
  usedMs: number;
}

/** The clients that are logged in. A reference is 128 random bits; sessions end by themselves when they are not used. */
export class Sessions {
  readonly #clock: Clock;
  readonly #isValid: (identity: Identity) => boolean;
  readonly #limit: number;
  readonly #idleMs: number;
  /** In the order of last use. */
  readonly #entries = new Map<string, Entry>();

  constructor({ clock, isValid = () => true, limit = 500, idleMs = 24 * 3_600_000 }: SessionsOptions) {
    this.#clock = clock;
    this.#isValid = isValid;
    this.#limit = limit;
    this.#idleMs = idleMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  open(identity: Identity): Session {
    this.#expire();
    const [idlest] = this.#entries.keys();
    if (idlest !== undefined && this.#entries.size >= this.#limit) this.close(idlest);
    const ref = `OpaqueRef:${asUuid(randomBytes(16))}`;
    const end = new AbortController();
    const entry = { ref, identity, end, ended: end.signal, usedMs: this.#clock.monotonic() };
    this.#entries.set(ref, entry);
    return entry;
  }

  /** The session, which is thereby used; null where it has ended or never was. */
  use(ref: string): Session | null {
    this.#expire();
    const entry = this.#entries.get(ref);
    if (!entry) return null;
    if (!this.#isValid(entry.identity)) {
      this.close(ref);
      return null;
    }
    entry.usedMs = this.#clock.monotonic();
    this.#entries.delete(ref);
    this.#entries.set(ref, entry);
    return entry;
  }

  close(ref: string): void {
    this.#entries.get(ref)?.end.abort();
    this.#entries.delete(ref);
  }

  /** Ends the sessions of tokens that were revoked or have expired. */
  endInvalid(): void {
    for (const { ref, identity } of this.#entries.values()) if (!this.#isValid(identity)) this.close(ref);
  }

  #expire(): void {
    const oldestMs = this.#clock.monotonic() - this.#idleMs;
    for (const { ref, usedMs } of this.#entries.values()) {
      if (usedMs >= oldestMs) return;
      this.close(ref);
    }
  }
}
