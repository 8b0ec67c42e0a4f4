import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describeSystemError } from '../lib/system-error.ts';
import { cutText } from '../lib/text/cut-text.ts';
import type { Clock } from '../model/clock.ts';
import { giveToOwner } from './give-to-owner.ts';

export interface AuditEntry {
  /** Epoch ms. */
  readonly time: number;
  /** Name of the identity that changed something. */
  readonly name: string;
  /** What that is known by. */
  readonly by: string;
  readonly action: AuditAction;
  /** What was changed. */
  readonly subject: string | null;
}

export type AuditAction =
  | 'alarm.acknowledge'
  | 'alarm.withdraw'
  | 'login'
  | 'login.failed'
  | 'logout'
  | 'override.remove'
  | 'override.set'
  | 'reload'
  | 'rule.remove'
  | 'rule.set'
  | 'silence.add'
  | 'silence.remove'
  | 'source.add'
  | 'source.remove'
  | 'token.create'
  | 'token.revoke';

export interface AuditLogOptions {
  readonly stateDir: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Gets a sentence when an entry could not be written, once. */
  readonly onDamage: (problem: string) => void;
  /** Bytes of a file, after which another is begun. */
  readonly maxBytes?: number;
}

/** Appends to a file, not through a symbolic link: root writes into a directory of another user. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

/** Entries of an answer at most. */
export const MAX_ENTRIES = 1000;

/** Changes and logins, a line of JSON each, in two files of a bounded size. It never has a secret. */
export class AuditLog {
  /** The newest first. */
  readonly #paths: readonly [string, string];
  readonly #options: AuditLogOptions;
  readonly #maxBytes: number;
  #hasFailed = false;

  constructor(options: AuditLogOptions) {
    const path = join(options.stateDir, 'audit.log');
    this.#paths = [path, `${path}.1`];
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? 4 * 1024 * 1024;
  }

  /** Appends an entry; a failure is reported and does not undo what was changed. */
  write({ name, by, action, subject }: Omit<AuditEntry, 'time'>): void {
    const time = new Date(this.#options.clock.now()).toISOString();
    const short = (text: string): string => cutText(text, 300);
    const entry = { time, name: short(name), by, action, subject: subject === null ? null : short(subject) };
    const [path, older] = this.#paths;
    try {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? null;
      if (size !== null && size >= this.#maxBytes) renameSync(path, older);
      append(path, `${JSON.stringify(entry)}\n`);
      if (size === null || size >= this.#maxBytes) giveToOwner(path);
    } catch (error) {
      const problem = `Cannot write ${path}: ${describeSystemError(error)}`;
      if (!this.#hasFailed) this.#options.onDamage(problem);
      this.#hasFailed = true;
    }
  }

  /** Entries, the newest first. @param after the `next` of an earlier answer; null for the newest, and for what is no longer kept. */
  read(limit: number, after: string | null): { entries: AuditEntry[]; next: string | null } {
    const entries: AuditEntry[] = [];
    let place = after === null ? null : parsePlace(after);
    for (const path of this.#paths) {
      const file = readWhole(path, 2 * this.#maxBytes);
      if (file === null || (place !== null && place.inode !== file.inode)) continue;
      let end = Math.min(place?.offset ?? file.bytes.length, file.bytes.length);
      place = null;
      while (end > 0) {
        if (entries.length >= limit) return { entries, next: `${file.inode}-${end}` };
        const start = end < 2 ? 0 : file.bytes.lastIndexOf(10, end - 2) + 1;
        const entry = parseEntry(file.bytes.toString('utf8', start, end));
        if (entry) entries.push(entry);
        end = start;
      }
    }
    return { entries, next: null };
  }
}

function append(path: string, line: string): void {
  const file = openSync(path, APPEND, 0o600);
  try {
    writeSync(file, line);
  } finally {
    closeSync(file);
  }
}

function parsePlace(text: string): { readonly inode: number; readonly offset: number } {
  const [inode, offset] = text.split('-').map(Number);
  return { inode: inode ?? Number.NaN, offset: offset ?? 0 };
}

function readWhole(
  path: string,
  maxBytes: number,
): { readonly inode: number; readonly bytes: Buffer } | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const { ino, size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, maxBytes));
    return { inode: ino, bytes: bytes.subarray(0, readSync(file, bytes)) };
  } finally {
    closeSync(file);
  }
}

/** The entry of a line; null where the line was cut off. */
function parseEntry(line: string): AuditEntry | null {
  try {
    const { time, ...rest } = JSON.parse(line) as Omit<AuditEntry, 'time'> & { time: string };
    const at = Date.parse(time);
    return Number.isNaN(at) ? null : { ...rest, time: at };
  } catch {
    return null;
  }
}
