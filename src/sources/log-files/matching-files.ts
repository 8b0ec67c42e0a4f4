import { readdir } from 'node:fs/promises';
import { basename, dirname, join, matchesGlob } from 'node:path';
import { describeSystemError } from '../../lib/system-error.ts';
import type { LogSourceStatus } from '../../model/streams/line.ts';
import { Follower, type OnFileLine } from './follower.ts';

/** Files that were rotated: what they have was read under the name they had before. */
const rotated = /\.\d+(?:\.\w+)?$/;

/** The files that one path of the configuration means. */
export class MatchingFiles {
  readonly pattern: string;
  readonly directory: string;
  readonly #name: string;
  readonly #onLine: (path: string) => OnFileLine;
  readonly #followers = new Map<string, Follower>();
  /** Why one cannot be read, by name; that of the directory has none. */
  readonly #reasons = new Map<string, string>();
  #isFirst = true;

  constructor(pattern: string, onLine: (path: string) => OnFileLine) {
    this.pattern = pattern;
    [this.directory, this.#name] = [dirname(pattern), basename(pattern)];
    this.#onLine = onLine;
  }

  status(): LogSourceStatus {
    const [[name, reason] = ['', null]] = this.#reasons;
    const files = [...this.#followers.values()].filter(({ isFound }) => isFound).length;
    return { source: this.pattern, files, reason: name === '' ? reason : `${name}: ${reason}` };
  }

  /** Looks for files and reads what is new in all: what was there at the first time is not new. */
  async sweep(): Promise<void> {
    const names = await this.#list();
    if (names === null) return;
    for (const name of this.#followers.keys()) if (!names.has(name)) this.#drop(name);
    for (const name of names) {
      if (this.#isFirst) await this.#try(name, (follower) => follower.skip());
      else await this.look(name);
    }
    this.#isFirst = false;
  }

  /** Reads what is new in a file of the directory, if it is one of these. */
  async look(name: string): Promise<void> {
    if (this.#isMeant(name)) await this.#try(name, (follower) => follower.look());
  }

  /** Null where the directory cannot be read. */
  async #list(): Promise<ReadonlySet<string> | null> {
    if (!this.#name.includes('*')) return new Set([this.#name]);
    try {
      const names = await readdir(this.directory);
      this.#reasons.delete('');
      return new Set(names.filter((name) => this.#isMeant(name)));
    } catch (error) {
      this.#reasons.set('', describeSystemError(error));
      // What comes into a directory that is made later is new.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.#isFirst = false;
      return null;
    }
  }

  #isMeant(name: string): boolean {
    if (!this.#name.includes('*')) return name === this.#name;
    return matchesGlob(name, this.#name) && !rotated.test(name);
  }

  async #try(name: string, read: (follower: Follower) => Promise<void>): Promise<void> {
    const path = join(this.directory, name);
    const follower = this.#followers.get(name) ?? new Follower(path, this.#onLine(path));
    this.#followers.set(name, follower);
    try {
      await read(follower);
      this.#reasons.delete(name);
    } catch (error) {
      this.#reasons.set(name, describeSystemError(error));
    }
  }

  #drop(name: string): void {
    this.#followers.delete(name);
    this.#reasons.delete(name);
  }
}
