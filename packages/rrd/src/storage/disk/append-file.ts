import type { Files, OpenFile } from './files.ts';

/** A file that only grows; a reader that began before it is closed or removed can go on. */
export class AppendFile {
  readonly path: string;
  /** Bytes that are good; whatever is behind them is the rest of a write that failed. */
  size: number;
  #file: OpenFile | null;
  #users = 0;
  #closed = false;
  #torn = false;
  /** Of the segment, null until it is asked for. */
  #identity: string | null = null;
  /** Handles of files that took no place any more while they were being read. */
  readonly #former: OpenFile[] = [];

  /** Takes over a file that is open, up to `size`; null is created by the first write. */
  constructor(path: string, file: OpenFile | null, size: number) {
    this.path = path;
    this.#file = file;
    this.size = size;
  }

  async create(files: Files): Promise<void> {
    if (this.#file) return;
    const file = await files.open(this.path, 'create');
    if (this.#closed) await file.close();
    else [this.#file, this.#identity] = [file, null];
  }

  /** Appends bytes and returns where; after one that failed, the next begins at the same place. */
  async write(bytes: Uint8Array): Promise<number> {
    if (this.#torn) await this.#file!.truncate(this.size);
    this.#torn = true;
    await this.#file!.write(bytes, this.size);
    this.#torn = false;
    const at = this.size;
    this.size += bytes.length;
    return at;
  }

  /** Whether the file still has its name; one that was never written has none to lose. */
  isInPlace(files: Files): Promise<boolean> {
    return this.using(async (file) => {
      if (!file) return true;
      this.#identity ??= await file.identify();
      return (await files.identify(this.path)) === this.#identity;
    });
  }

  /** Goes on with another file, which has the same bytes up to `size`. */
  async adopt(file: OpenFile, size: number): Promise<void> {
    if (this.#file) this.#former.push(this.#file);
    [this.#file, this.size, this.#torn, this.#identity] = [file, size, false, null];
    if (this.#users === 0) await this.#closeFormer();
  }

  /** Makes it end at `size`. */
  async cut(size: number): Promise<void> {
    await this.#file!.truncate(size);
    this.size = size;
  }

  /** Does nothing where it is closed or was never written. */
  sync(): Promise<void> {
    return this.using(async (file) => file?.sync());
  }

  /** Keeps the file readable until the callback is done; null when it was never written. */
  async using<T>(work: (file: OpenFile | null) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      return await work(this.#file);
    } finally {
      this.#users -= 1;
      if (this.#users === 0) await this.#closeFormer();
      if (this.#closed) await this.close();
    }
  }

  /** Closes the file when its last reader is done. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#users > 0 || !this.#file) return;
    const file = this.#file;
    this.#file = null;
    await file.close();
  }

  async #closeFormer(): Promise<void> {
    for (let file = this.#former.pop(); file; file = this.#former.pop()) await file.close();
  }
}
