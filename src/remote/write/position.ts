import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Gap } from './backlog.ts';

/** How far a receiver has everything, kept across restarts. */
export interface Position {
  /** Source → epoch ms of its newest samples that were taken; all before are taken too, or in a gap. */
  readonly sources: Readonly<Record<string, number>>;
  readonly gaps: readonly Gap[];
}

const version = 1;
/** A file of ours is a few hundred bytes. */
const longest = 1024 * 1024;

/** A receiver's position in a file, replaced whole. */
export class PositionFile {
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();
  #next: Position | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Null where there is none. @throws when there is one that is not ours. */
  async read(): Promise<Position | null> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    return parse(text.length > longest ? '' : text);
  }

  /** Writes the newest position that it was given; rejects with the error of the system. */
  write(position: Position): Promise<void> {
    const isWaiting = this.#next !== null;
    this.#next = position;
    if (!isWaiting) this.#writing = this.#writing.catch(() => {}).then(() => this.#replace());
    return this.#writing;
  }

  async #replace(): Promise<void> {
    const text = JSON.stringify({ version, ...this.#next });
    this.#next = null;
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await writeSynced(`${this.#path}.new`, text);
    await rename(`${this.#path}.new`, this.#path);
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, 'w', 0o600);
  await file.writeFile(text);
  await file.datasync();
}

function parse(text: string): Position {
  const { version: written, sources, gaps } = JSON.parse(text) as Record<string, unknown>;
  const isNumbers = Object.values(sources as object).every((ms) => Number.isSafeInteger(ms));
  const isGaps = (gaps as Gap[]).every(
    ({ source, fromMs, toMs }) =>
      typeof source === 'string' && Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs),
  );
  if (written !== version || !isNumbers || !isGaps) throw new Error('it is of another version or not ours');
  return { sources: sources as Position['sources'], gaps: gaps as Gap[] };
}
