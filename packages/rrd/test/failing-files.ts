import type { Files, OpenFile } from '../src/mod.ts';

/** Which call fails: that of the number, or from that one on all that ask for the disk. */
export interface Failing {
  readonly call: number;
  readonly code: 'EIO' | 'EMFILE' | 'ENOSPC';
  /** Whether all later calls fail too. */
  readonly forever: boolean;
}

/** Files of which one call fails, reads and closing included; it counts the calls and the handles that are open. */
export class FailingFiles implements Files {
  /** Calls so far. */
  calls = 0;
  /** Paths of the handles that are open. */
  readonly handles: string[] = [];
  failing: Failing | null;
  readonly #files: Files;

  constructor(files: Files, failing: Failing | null = null) {
    this.#files = files;
    this.failing = failing;
  }

  async open(path: string, mode: Parameters<Files['open']>[1]): Promise<OpenFile> {
    this.#call('open', path);
    const file = await this.#files.open(path, mode);
    this.handles.push(path);
    const call = async <T>(verb: string, work: () => Promise<T>): Promise<T> => {
      this.#call(verb, path);
      return work();
    };
    // close(2) gives the descriptor back whatever it returns.
    const close = async (): Promise<void> => {
      this.handles.splice(this.handles.indexOf(path), 1);
      await file.close();
      this.#call('close', path);
    };
    return {
      read: (into, position) => call('read', () => file.read(into, position)),
      write: (bytes, position) => call('write', () => file.write(bytes, position)),
      truncate: (size) => call('truncate', () => file.truncate(size)),
      sync: () => call('sync', () => file.sync()),
      identify: () => call('identify', () => file.identify()),
      size: () => call('size', () => file.size()),
      close,
      [Symbol.asyncDispose]: () => close().catch(() => {}),
    };
  }

  async read(path: string): Promise<Uint8Array | null> {
    this.#call('read', path);
    return this.#files.read(path);
  }

  async list(directory: string): Promise<string[]> {
    this.#call('list', directory);
    return this.#files.list(directory);
  }

  async makeDirectory(path: string): Promise<void> {
    this.#call('makeDirectory', path);
    return this.#files.makeDirectory(path);
  }

  async identify(path: string): Promise<string | null> {
    this.#call('identify', path);
    return this.#files.identify(path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#call('rename', to);
    return this.#files.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    this.#call('remove', path);
    return this.#files.remove(path);
  }

  async link(from: string, to: string): Promise<void> {
    this.#call('link', to);
    return this.#files.link(from, to);
  }

  async syncDirectory(path: string): Promise<void> {
    this.#call('syncDirectory', path);
    return this.#files.syncDirectory(path);
  }

  #call(verb: string, path: string): void {
    const { call = Infinity, code = 'EIO', forever = false } = this.failing ?? {};
    const number = this.calls++;
    if (forever ? number < call : number !== call) return;
    throw Object.assign(new Error(`${code}: ${verb} '${path}'`), { code, errno: -1 });
  }
}
