import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { atOnce } from '../../lib/async/in-slices.ts';
import { makeDirectory } from '../../lib/make-directory.ts';
import { InputError } from '../../model/error.ts';
import type { EntityEvent } from '../../model/event.ts';
import type { HistoryRepair } from '../interfaces/health-reader.ts';
import { firstLine, lineOf, parseLine, readLines, writeAll, writeLines } from '../../lib/json-lines.ts';
import type { EntityRecord } from './entity-record.ts';
import { onsetsFromLog } from './onset.ts';

/** What survives a restart: every entity's newest record, and the events in order of their time. */
export interface Remembered {
  readonly records: readonly EntityRecord[];
  readonly events: readonly EntityEvent[];
}

/** One line of the file. */
export type Line = { readonly record: EntityRecord } | { readonly event: EntityEvent };

/** Version 1 has no checksums. */
const header = { virtscope: 'catalogue', version: 2 };
/** Lines that wait while the disk fails; the oldest beyond these are dropped. */
const maxWaiting = 10_000;

/**
 * Checks that the file, if there is one, has no later version. Changes nothing.
 *
 * @throws {InputError} HISTORY_NEWER; and the errors of the system.
 */
export function checkInventory(path: string): void {
  const first = firstLine(path);
  if (first === null) return;
  // A line that is damaged is no sign of a later version.
  const { version } = (parseLine(first) ?? {}) as Partial<typeof header>;
  if (!(Number(version) > header.version)) return;
  const state = `${path} is of version ${Number(version)}, later than ${header.version}`;
  throw new InputError('HISTORY_NEWER', `Cannot read history: ${state}`);
}

/**
 * The inventory's file: JSON lines, a header and then records and events in the order of writing. The last record of an
 * entity is the valid one.
 */
export class Journal {
  readonly #path: string;
  #file: number | null = null;
  #waiting: string[] = [];
  /** Whether the file with the earlier lines was removed or replaced. */
  #isLost = false;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Yields where the rest may wait.
   *
   * @throws {InputError} HISTORY_NEWER, and the system's error for a file that cannot be read.
   */
  *read(): Generator<void, Remembered & { readonly repairs: readonly HistoryRepair[] }> {
    checkInventory(this.#path);
    const { values, torn, damaged } = yield* readLines(this.#path);
    const records = new Map<string, EntityRecord>();
    const events: EntityEvent[] = [];
    for (const { event, record } of values as Partial<Record<'event' | 'record', object>>[]) {
      if (event) events.push(event as EntityEvent);
      else if (record) records.set(keyOf(record as EntityRecord), record as EntityRecord);
    }
    const repair = (problem: string): HistoryRepair => ({ file: this.#path, problem, rowsLost: 0 });
    const repairs = [
      ...(torn > 0 ? [repair(`${torn} bytes of a line cut off`)] : []),
      ...(damaged > 0 ? [repair(`${damaged} lines cannot be read and are left out`)] : []),
    ];
    return { records: Array.from(records.values(), onsetsFromLog(events)), events, repairs };
  }

  /**
   * Rewrites the file with these records and events alone; where that fails the longer file stays. Yields where the rest may
   * wait; nothing is appended meanwhile.
   */
  *compact({ records, events }: Remembered): Generator<void, void> {
    const lines: Line[] = [...records.map((record) => ({ record })), ...events.map((event) => ({ event }))];
    this.close();
    try {
      yield* writeLines(this.#path, [header, ...lines]);
    } catch {
      // The longer file holds the same.
    }
  }

  /** Whether the file that lines are appended to was removed or replaced; then only `rewrite` writes. */
  get isLost(): boolean {
    if (this.#file === null || this.#isLost) return this.#isLost;
    const [own, found] = [fstatSync(this.#file), statSync(this.#path, { throwIfNoEntry: false })];
    this.#isLost = found?.ino !== own.ino || found.dev !== own.dev;
    return this.#isLost;
  }

  /** Writes the whole file again after it was lost; a file that has its name now is renamed. False when that fails. */
  rewrite({ records, events }: Remembered): boolean {
    const lines: Line[] = [...records.map((record) => ({ record })), ...events.map((event) => ({ event }))];
    this.close();
    try {
      makeDirectory(dirname(this.#path), 0o750);
      if (existsSync(this.#path)) renameSync(this.#path, `${this.#path}.replaced`);
      atOnce(writeLines(this.#path, [header, ...lines]));
      this.#file = openSync(this.#path, 'a', 0o640);
    } catch {
      // Disk full or read-only: the databases report it, and the next lines try again.
      return false;
    }
    this.#isLost = false;
    this.#waiting = [];
    return true;
  }

  /** Writes lines now, or when the disk takes them again. */
  append(lines: readonly Line[]): void {
    if (this.#isLost) return;
    for (const line of lines) this.#waiting.push(lineOf(line));
    if (this.#waiting.length === 0) return;
    try {
      this.#file ??= openSync(this.#path, 'a', 0o640);
      const before = fstatSync(this.#file).size;
      const head = before === 0 ? lineOf(header) : '';
      this.#writeOrUndo(this.#file, head + this.#waiting.join(''), before);
      this.#waiting = [];
    } catch {
      // Disk full or read-only: the databases report it, the lines wait.
      if (this.#waiting.length > maxWaiting) this.#waiting = this.#waiting.slice(-maxWaiting);
      this.close();
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #writeOrUndo(file: number, text: string, before: number): void {
    try {
      writeAll(file, text);
    } catch (error) {
      ftruncateSync(file, before);
      throw error;
    }
  }
}

function keyOf({ class: cls, id }: EntityRecord): string {
  return `${cls} ${id}`;
}
