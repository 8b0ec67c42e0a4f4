import { randomBytes } from 'node:crypto';
import {
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../../lib/make-directory.ts';
import { describeSystemError } from '../../lib/system-error.ts';
import type { Purpose } from '../../model/access/identity.ts';
import { InputError } from '../../model/error.ts';
import { giveToOwner } from '../give-to-owner.ts';
import { checkTokenRequest, parseRecord, type TokenRecord, type TokenRequest } from './record.ts';
import { hashOf, makeToken } from './token.ts';

/** Tokens at a time. */
export const MAX_TOKENS = 1000;
const MAX_BYTES = 8192;
const fileName = /^([0-9a-f]{12})\.json$/;

/** A file that is no token, and why. */
export interface DamagedFile {
  readonly path: string;
  readonly state: string;
}

/** The tokens of a state directory: a file of each. The server and the command use the same files at the same time. */
export class TokenFiles {
  readonly directory: string;

  /** @param stateDir the state directory; tokens are in a directory of it. */
  constructor(stateDir: string) {
    this.directory = join(stateDir, 'tokens');
  }

  /**
   * Makes a token. The text is what a client sends; only its hash is kept.
   *
   * @throws {InputError} `BODY_INVALID`, `TOKENS_FULL`, `STATE_UNUSABLE` where it cannot be written
   */
  create(request: TokenRequest, now: number): { readonly token: string; readonly record: TokenRecord } {
    checkTokenRequest(request, now);
    const token = makeToken();
    const purpose = request.purpose as Purpose | null;
    const id = randomBytes(6).toString('hex');
    const { role, note, createdBy, expiresAt } = request;
    const record = { id, sha256: hashOf(token), role, purpose, note, createdAt: now, createdBy, expiresAt };
    const state = this.#attempt('write token', () => {
      if (!existsSync(this.directory)) {
        makeDirectory(this.directory, 0o700);
        giveToOwner(this.directory);
      }
      if (this.ids().length >= MAX_TOKENS) return 'full';
      const temporary = join(this.directory, `.${id}.new`);
      writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx', flush: true });
      giveToOwner(temporary);
      renameSync(temporary, this.#path(id));
      return 'written';
    });
    if (state === 'full') {
      throw new InputError('TOKENS_FULL', `Cannot create token: there are ${MAX_TOKENS}, revoke one`);
    }
    return { token, record };
  }

  /** Removes a token; false where there is none of that id. @throws {InputError} `STATE_UNUSABLE` */
  revoke(id: string): boolean {
    if (!this.ids().includes(id)) return false;
    this.#attempt('remove token', () => unlinkSync(this.#path(id)));
    return true;
  }

  /** All tokens, the oldest first, and the files that are none. @throws {InputError} `STATE_UNUSABLE` */
  list(): { readonly records: readonly TokenRecord[]; readonly damaged: readonly DamagedFile[] } {
    const read = this.ids().map((id) => this.read(id));
    const isRecord = (each: TokenRecord | DamagedFile | null): each is TokenRecord =>
      each !== null && 'id' in each;
    return {
      records: read.filter(isRecord).toSorted((a, b) => a.createdAt - b.createdAt),
      damaged: read.filter((each): each is DamagedFile => each !== null && !isRecord(each)),
    };
  }

  /** Ids of the files there are, at most so many as there may be tokens. @throws {InputError} `STATE_UNUSABLE` */
  ids(): string[] {
    const names = this.#attempt('read tokens', () => {
      try {
        return readdirSync(this.directory);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    });
    return names.flatMap((name) => fileName.exec(name)?.[1] ?? []).slice(0, MAX_TOKENS);
  }

  /** When a file was last made or removed, epoch ms; 0 where the directory is not there or cannot be read. */
  changedAt(): number {
    try {
      return statSync(this.directory).mtimeMs;
    } catch {
      return 0;
    }
  }

  /** The token of a file, null where it is gone. */
  read(id: string): TokenRecord | DamagedFile | null {
    const path = this.#path(id);
    try {
      if (statSync(path).size > MAX_BYTES) return { path, state: 'it is too large' };
      const record = parseRecord(readFileSync(path, 'utf8'));
      return record?.id === id ? record : { path, state: 'it is no token' };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      return { path, state: describeSystemError(error) };
    }
  }

  #path(id: string): string {
    return join(this.directory, `${id}.json`);
  }

  #attempt<T>(what: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      const problem = `Cannot ${what} in ${this.directory}: ${describeSystemError(error)}`;
      throw new InputError('STATE_UNUSABLE', problem, { cause: error });
    }
  }
}
