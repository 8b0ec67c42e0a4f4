import type { Clock } from '../../model/clock.ts';
import { InputError } from '../../model/error.ts';
import { LastUses } from './last-uses.ts';
import type { TokenRecord, TokenRequest } from './record.ts';
import { hashOf, isToken } from './token.ts';
import { TokenFiles } from './token-files.ts';

export interface TokenStoreOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  /** Gets a sentence about each file that cannot be used, once. */
  readonly onDamage: (problem: string) => void;
}

/** How long a look at the directory is good for. */
const FRESH_MS = 1000;

/** The tokens that the server knows. A token that the command makes is known at once, one that it revokes is valid for a second. */
export class TokenStore {
  readonly #files: TokenFiles;
  readonly #clock: Clock;
  readonly #onDamage: (problem: string) => void;
  readonly #uses: LastUses;
  /** By id. A file never changes: it is made whole, and removed. */
  readonly #records = new Map<string, TokenRecord>();
  readonly #byHash = new Map<string, TokenRecord>();
  readonly #reported = new Set<string>();
  #lookedAt = -Infinity;
  /** Of the directory when it was looked at. */
  #changedAt = Number.NaN;

  constructor({ stateDir, clock, onDamage }: TokenStoreOptions) {
    this.#files = new TokenFiles(stateDir);
    this.#clock = clock;
    this.#onDamage = onDamage;
    this.#uses = new LastUses({ directory: this.#files.directory, clock, onDamage });
  }

  /** The token that a client sent, which is thereby used; null for none that is valid. */
  use(token: string): TokenRecord | null {
    if (!isToken(token)) return null;
    this.#refresh();
    const hash = hashOf(token);
    // A script makes a token and uses it in the next line.
    if (!this.#byHash.has(hash) && this.#files.changedAt() !== this.#changedAt) this.#look();
    const record = this.#byHash.get(hash);
    if (!record || this.#isExpired(record)) return null;
    this.#uses.note(record.id);
    return record;
  }

  /** Whether a token is there and has not expired. */
  isValid(id: string): boolean {
    this.#refresh();
    const record = this.#records.get(id);
    return record !== undefined && !this.#isExpired(record);
  }

  /** All tokens, also those that have expired, the oldest first. */
  all(): TokenRecord[] {
    this.#refresh();
    return [...this.#records.values()].toSorted((a, b) => a.createdAt - b.createdAt);
  }

  /** When a token was used last, epoch ms; null where that is not known. */
  lastUse(id: string): number | null {
    return this.#uses.of(id);
  }

  /** As {@link TokenFiles.create}. */
  create(request: TokenRequest): { readonly token: string; readonly record: TokenRecord } {
    const made = this.#files.create(request, this.#clock.now());
    this.#lookedAt = -Infinity;
    return made;
  }

  /** Removes a token and returns it. @throws {InputError} `TOKEN_UNKNOWN`, `STATE_UNUSABLE` */
  revoke(id: string): TokenRecord {
    this.#lookedAt = -Infinity;
    this.#refresh();
    const record = this.#records.get(id);
    if (!record || !this.#files.revoke(id)) {
      throw new InputError('TOKEN_UNKNOWN', 'Cannot revoke token: none has that id');
    }
    this.#remove(record);
    return record;
  }

  /** Looks at the directory, and writes when tokens were used, at most once a minute unless it must. */
  flush(options: { readonly isLast?: boolean } = {}): void {
    this.#refresh();
    this.#uses.flush(new Set(this.#records.keys()), options);
  }

  #isExpired({ expiresAt }: TokenRecord): boolean {
    return expiresAt !== null && expiresAt <= this.#clock.now();
  }

  #refresh(): void {
    const now = this.#clock.monotonic();
    if (now - this.#lookedAt >= FRESH_MS) this.#look();
  }

  #look(): void {
    this.#lookedAt = this.#clock.monotonic();
    // Before the names: what changes meanwhile is seen the next time.
    this.#changedAt = this.#files.changedAt();
    const ids = new Set(this.#ids());
    for (const record of this.#records.values()) if (!ids.has(record.id)) this.#remove(record);
    for (const id of ids) {
      if (this.#records.has(id)) continue;
      const found = this.#files.read(id);
      if (found && 'state' in found) this.#report(`Cannot use token ${found.path}: ${found.state}`);
      else if (found) this.#add(found);
    }
  }

  /** Where the directory cannot be read no token is valid. */
  #ids(): string[] {
    try {
      return this.#files.ids();
    } catch (error) {
      this.#report((error as Error).message);
      return [];
    }
  }

  #add(record: TokenRecord): void {
    this.#records.set(record.id, record);
    this.#byHash.set(record.sha256, record);
  }

  #remove({ id, sha256 }: TokenRecord): void {
    this.#records.delete(id);
    this.#byHash.delete(sha256);
  }

  #report(problem: string): void {
    if (this.#reported.has(problem) || this.#reported.size >= 1000) return;
    this.#reported.add(problem);
    this.#onDamage(problem);
  }
}
