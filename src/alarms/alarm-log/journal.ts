import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { atOnce } from '../../lib/async/in-slices.ts';
import { firstLine, lineOf, parseLine, readLines, writeAll, writeLines } from '../../lib/json-lines.ts';
import { describeSystemError, writeFailureOf, type WriteFailure } from '../../lib/system-error.ts';
import type { Clock } from '../../model/clock.ts';
import { InputError } from '../../model/error.ts';
import type { Condition } from '../../model/health.ts';
import type { Acknowledgement } from '../handling/acknowledgements.ts';
import type { Silence } from '../handling/silences.ts';
import type { Transition } from './transition.ts';

/** One line of the file; a later one about the same thing wins. */
export type JournalLine =
  | { readonly transition: Transition }
  /** A raised alarm whose transition is no longer kept. */
  | { readonly raised: Transition }
  | { readonly acknowledged: Acknowledgement }
  | { readonly silence: Silence };

const header = { virtscope: 'alarms', version: 1 };
/** Lines that wait while the disk fails; the oldest beyond these are lost. */
const maxWaiting = 10_000;

/** Why lines wait, since when (epoch ms), how many, and how many were lost. */
export interface JournalProblem extends Condition<WriteFailure> {
  readonly waiting: number;
  readonly lost: number;
}

/**
 * The file of alarms: JSON lines with checksums, appended at once, so that the end of the program takes nothing; what a
 * crash left of the last line is cut off.
 */
export class Journal {
  readonly #path: string | null;
  readonly #clock: Pick<Clock, 'now'>;
  #failure: Condition<WriteFailure> | null = null;
  #lost = 0;
  #file: number | null = null;
  #waiting: string[] = [];
  #isSynced = true;
  /** Lines of the file. */
  length = 0;

  /** @param path null where nothing is kept. */
  constructor(path: string | null, clock: Pick<Clock, 'now'>) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Null while what is appended is written. */
  get problem(): JournalProblem | null {
    return this.#failure && { ...this.#failure, waiting: this.#waiting.length, lost: this.#lost };
  }

  /**
   * What was written before.
   *
   * @throws {InputError} HISTORY_NEWER, HISTORY_UNREADABLE
   */
  read(): readonly Partial<Record<string, object>>[] {
    if (this.#path === null) return [];
    const first: Partial<typeof header> | undefined = parseLine(this.#firstLine(this.#path) ?? '');
    if (Number(first?.version) > header.version) {
      const state = `${this.#path} is of version ${Number(first?.version)}, later than ${header.version}`;
      throw new InputError('HISTORY_NEWER', `Cannot read alarms: ${state}`);
    }
    const { values } = atOnce(readLines(this.#path));
    this.length = values.length;
    return values;
  }

  #firstLine(path: string): string | null {
    try {
      return firstLine(path);
    } catch (error) {
      const problem = `Cannot read alarms: ${path}: ${describeSystemError(error)}`;
      throw new InputError('HISTORY_UNREADABLE', problem, { cause: error });
    }
  }

  /** Adds a line, which the next flush writes. */
  append(line: JournalLine): void {
    if (this.#path === null) return;
    this.#waiting.push(lineOf(line));
    this.length++;
  }

  flush(): void {
    if (this.#path !== null && this.#waiting.length > 0) this.#write(this.#path);
  }

  /** Replaces the file by these lines; where that fails the longer file stays. */
  compact(lines: readonly JournalLine[]): void {
    if (this.#path === null) return;
    this.close();
    try {
      atOnce(writeLines(this.#path, [header, ...lines]));
      this.#waiting = [];
      this.#failure = null;
    } catch (error) {
      // The longer file has the same.
      this.#fail(error);
    }
    this.length = lines.length;
  }

  /** Brings what was written to the disk, in the background: against a power cut. */
  sync(): void {
    if (this.#file === null || this.#isSynced) return;
    this.#isSynced = true;
    fdatasync(this.#file, () => undefined);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #write(path: string): void {
    try {
      this.#file ??= openSync(path, 'a', 0o640);
      const before = fstatSync(this.#file).size;
      try {
        writeAll(this.#file, (before === 0 ? lineOf(header) : '') + this.#waiting.join(''));
      } catch (error) {
        ftruncateSync(this.#file, before);
        throw error;
      }
      this.#waiting = [];
      this.#isSynced = false;
      this.#failure = null;
    } catch (error) {
      // The lines wait for the next flush.
      const lost = Math.max(0, this.#waiting.length - maxWaiting);
      this.#waiting = this.#waiting.slice(lost);
      this.#lost += lost;
      this.#fail(error);
      this.close();
    }
  }

  #fail(error: unknown): void {
    const since = this.#failure?.since ?? this.#clock.now();
    this.#failure = { kind: writeFailureOf(error), since, reason: describeSystemError(error) };
  }
}
