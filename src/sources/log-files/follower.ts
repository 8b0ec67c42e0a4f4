import { lstat, type FileHandle } from 'node:fs/promises';
import { LineSplitter, type ByteLine } from '../../lib/text/line-splitter.ts';
import { MAX_LINE_BYTES } from '../../model/streams/line.ts';
import { openFile } from './open-file.ts';
import { openRotated } from './rotated.ts';

const CHUNK_BYTES = 64 * 1024;

/** A line of a file, and how many before it are missing; null: not known whether any are. */
export type OnFileLine = (line: ByteLine, missed: number | null) => void;

/** How far a file was read. */
interface Place {
  readonly inode: bigint;
  offset: number;
}

/**
 * Reads what is appended to a file, over rotations: virtlogd renames a file in the middle of a line, so that the end of the
 * one and the beginning of the other are one line. No file is held open between two looks.
 */
export class Follower {
  readonly #path: string;
  readonly #onLine: OnFileLine;
  readonly #lines = new LineSplitter(MAX_LINE_BYTES);
  #place: Place | null = null;
  #missed: number | null = 0;

  constructor(path: string, onLine: OnFileLine) {
    this.#path = path;
    this.#onLine = onLine;
  }

  /** Whether the file was there. */
  get isFound(): boolean {
    return this.#place !== null;
  }

  /** Begins behind the last whole line that is there now, so that only what comes is read. @throws errors of the system. */
  async skip(): Promise<void> {
    await using file = await openFile(this.#path);
    if (file === null) return;
    const { ino: inode, size } = await file.stat({ bigint: true });
    const start = Math.max(0, Number(size) - MAX_LINE_BYTES);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MAX_LINE_BYTES), 0, MAX_LINE_BYTES, start);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(10);
    this.#place = { inode, offset: end >= 0 ? start + end + 1 : start };
  }

  /** Reads what is new; a file that is away may be one that is being rotated. @throws errors of the system. */
  async look(): Promise<void> {
    if (this.#place !== null && (await isRead(this.#path, this.#place))) return;
    await using file = await openFile(this.#path);
    if (file === null) return;
    const { ino: inode, size } = await file.stat({ bigint: true });
    if (this.#place !== null && this.#place.inode !== inode) await this.#readRotated(this.#place, inode);
    if (this.#place === null || this.#place.inode !== inode) this.#place = { inode, offset: 0 };
    if (size < this.#place.offset) {
      // What was cut off may have had lines behind those that were read.
      this.#breakOff();
      this.#place.offset = 0;
    }
    await this.#read(file, this.#place);
  }

  /** Reads the rest of a file that has another name now, and those that came and were renamed after it. */
  async #readRotated(place: Place, newest: bigint): Promise<void> {
    await using older = await openRotated(this.#path, { oldest: place.inode, newest });
    if (older === null) return this.#breakOff();
    for (const [i, { file, inode }] of older.files.entries()) {
      await this.#read(file, i === 0 ? place : { inode, offset: 0 });
    }
  }

  async #read(file: FileHandle, place: Place): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, place.offset);
      if (bytesRead === 0) return;
      place.offset += bytesRead;
      for (const line of this.#lines.push(chunk.subarray(0, bytesRead))) this.#tell(line);
    }
  }

  /** What follows does not go on where the last bytes were. */
  #breakOff(): void {
    const rest = this.#lines.flush();
    if (rest) this.#tell(rest);
    this.#missed = null;
  }

  #tell(line: ByteLine): void {
    this.#onLine(line, this.#missed);
    this.#missed = 0;
  }
}

/** Whether nothing came since: most files do not change between two looks, and to ask costs less than to open. */
async function isRead(path: string, { inode, offset }: Place): Promise<boolean> {
  try {
    const { ino, size } = await lstat(path, { bigint: true });
    return ino === inode && size === BigInt(offset);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}
