import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';

/** What a file of JSON lines holds, and where the last whole line ends. */
export interface Lines {
  readonly values: readonly object[];
  /** Bytes of a last line that was cut off; they were cut from the file. */
  readonly torn: number;
  /** Whole lines before the last good one that are no JSON object, or another one than was written: left where they are. */
  readonly damaged: number;
}

/** Lines that are read before the rest may wait: about a millisecond. */
const linesAtOnce = 128;

/** The first line of a file, as far as it is no longer than a header; null where there is no such file. */
export function firstLine(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(1024);
    return bytes.toString('utf8', 0, readSync(file, bytes)).split('\n', 1)[0] ?? '';
  } finally {
    closeSync(file);
  }
}

/**
 * Reads a file of JSON lines and cuts off what a crash left of its last one; no file is no lines. Yields where the rest may
 * wait.
 */
export function* readLines(path: string): Generator<void, Lines> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { values: [], torn: 0, damaged: 0 };
    throw error;
  }
  const values: object[] = [];
  let [whole, damaged, damagedAtEnd] = [0, 0, 0];
  let good = 0;
  // Lines of version 0.1 have no checksum; behind one that has, all do.
  let isChecked = false;
  let count = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, whole)) {
    const line = bytes.toString('utf8', whole, end);
    const value = parseLine(line);
    whole = end + 1;
    if (++count % linesAtOnce === 0) yield;
    if (value === undefined || (isChecked && !checksum.test(line))) {
      damagedAtEnd++;
      continue;
    }
    values.push(value);
    isChecked ||= checksum.test(line);
    [good, damaged, damagedAtEnd] = [whole, damaged + damagedAtEnd, 0];
  }
  // What is no line after the last good one is what a crash left.
  const torn = bytes.length - good;
  if (torn > 0) truncateSync(path, good);
  return { values, torn, damaged };
}

/** Replaces a file by these lines, or leaves it as it was. Yields where the rest may wait. */
export function* writeLines(path: string, values: Iterable<object>): Generator<void, void> {
  const part = `${path}.part`;
  const file = openSync(part, 'w', 0o640);
  try {
    let text = '';
    for (const value of values) {
      text += lineOf(value);
      if (text.length < 65_536) continue;
      writeAll(file, text);
      text = '';
      yield;
    }
    writeAll(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}

/** Writes a whole text at the end of an open file. */
export function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** What a line ends with: the CRC of its JSON without it. */
const checksum = /,"crc":(\d+)\}$/;

/** An object that is not empty as a line, with its checksum. */
export function lineOf(value: object): string {
  const text = JSON.stringify(value);
  return `${text.slice(0, -1)},"crc":${crc32(text)}}\n`;
}

/** The object of a line without its end; undefined where it is none or its checksum is wrong. */
export function parseLine(line: string): object | undefined {
  const crc = checksum.exec(line);
  if (crc && crc32(`${line.slice(0, crc.index)}}`) !== Number(crc[1])) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
