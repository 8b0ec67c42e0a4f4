import { readBlockIndex, type BlockIndex } from './block-index.ts';
import type { Files, OpenFile } from '../disk/files.ts';
import type { Identity } from '../identity.ts';

/** Indexes of blocks that were read last; they change only when files are moved. */
export class BlockCache {
  readonly #indexes = new Map<string, BlockIndex>();
  readonly #most: number;
  readonly #identity: Identity;

  constructor(most: number, identity: Identity) {
    this.#most = most;
    this.#identity = identity;
  }

  /** Opens a block with its index for the time of `work`. */
  async using(
    files: Files,
    path: string,
    work: (file: OpenFile, index: BlockIndex) => Promise<void>,
  ): Promise<void> {
    await using file = await files.open(path, 'read');
    const index = this.#indexes.get(path) ?? (await readBlockIndex(file, path, this.#identity));
    this.#indexes.delete(path);
    this.#indexes.set(path, index);
    if (this.#indexes.size > this.#most) this.#indexes.delete(this.#indexes.keys().next().value!);
    await work(file, index);
  }

  forget(path: string): void {
    this.#indexes.delete(path);
  }

  clear(): void {
    this.#indexes.clear();
  }
}
