import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSystemError } from '../../lib/system-error.ts';
import type { Clock } from '../../model/clock.ts';

export interface LastUsesOptions {
  /** That of the tokens. */
  readonly directory: string;
  readonly clock: Clock;
  readonly onDamage: (problem: string) => void;
}

/** How often it is written at most. */
const WRITE_MS = 60_000;

/** When each token was used last, in one file that only the server writes. */
export class LastUses {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #onDamage: (problem: string) => void;
  /** Epoch ms by id. */
  readonly #uses: Map<string, number>;
  #writtenAt = -Infinity;
  #isChanged = false;
  #hasFailed = false;

  constructor({ directory, clock, onDamage }: LastUsesOptions) {
    this.#path = join(directory, 'last-uses.json');
    this.#clock = clock;
    this.#onDamage = onDamage;
    this.#uses = read(this.#path);
  }

  of(id: string): number | null {
    return this.#uses.get(id) ?? null;
  }

  note(id: string): void {
    this.#uses.set(id, this.#clock.now());
    this.#isChanged = true;
  }

  /** Writes what has changed, without tokens that are no more: at most once a minute, unless it is the last time. */
  flush(ids: ReadonlySet<string>, { isLast = false }: { readonly isLast?: boolean } = {}): void {
    const now = this.#clock.monotonic();
    if (!this.#isChanged || (!isLast && now - this.#writtenAt < WRITE_MS)) return;
    this.#writtenAt = now;
    this.#isChanged = false;
    for (const id of this.#uses.keys()) if (!ids.has(id)) this.#uses.delete(id);
    try {
      const temporary = `${this.#path}.new`;
      writeFileSync(temporary, `${JSON.stringify(Object.fromEntries(this.#uses))}\n`, { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch (error) {
      if (!this.#hasFailed) this.#onDamage(`Cannot write ${this.#path}: ${describeSystemError(error)}`);
      this.#hasFailed = true;
    }
  }
}

/** What was written; nothing where that cannot be read: it is only for people to see. */
function read(path: string): Map<string, number> {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof json !== 'object' || json === null) return new Map();
    return new Map(Object.entries(json).filter(([, at]) => Number.isSafeInteger(at)) as [string, number][]);
  } catch {
    return new Map();
  }
}
