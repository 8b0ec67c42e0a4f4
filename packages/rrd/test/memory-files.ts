import { dirname, basename } from 'node:path';
import type { Files, OpenFile } from '../src/mod.ts';

/** A file, which has any number of names. */
interface Content {
  readonly number: number;
  bytes: Uint8Array;
  /** What a loss of power leaves at least. */
  synced: Uint8Array;
}

/** One change of names: what each is of from then on, null where it is gone. */
type Naming = ReadonlyMap<string, Content | null>;

/** When a machine stops: in the call of that number that changes something, of which `part` is done. */
export interface Stop {
  readonly call: number;
  /** 0 is nothing and 1 all; of what is no write nothing is done up to 1. */
  readonly part: number;
}

/** Files in memory that can end in the middle of any call, after which nothing they were asked for ever comes back. */
export class MemoryFiles implements Files {
  /** Calls so far that changed something. */
  calls = 0;
  readonly stopped: Promise<void>;
  readonly #names = new Map<string, Content>();
  readonly #syncedNames = new Map<string, Content>();
  /** Not synced, in their order. */
  #namings: Naming[] = [];
  readonly #stop: Stop | null;
  #onStop: () => void = () => {};
  /** Source of the identities of directories. */
  #directories = 'directory';
  #off = false;

  constructor(found: ReadonlyMap<string, Uint8Array> = new Map(), stop: Stop | null = null) {
    for (const [path, bytes] of found) this.#names.set(path, newContent(bytes));
    for (const [path, content] of this.#names) this.#syncedNames.set(path, content);
    this.#stop = stop;
    this.stopped = new Promise((resolve) => {
      this.#onStop = resolve;
    });
  }

  /** What the next process finds: the lock of one that is dead is none. */
  left(): Map<string, Uint8Array> {
    return unlocked(this.#names, ({ bytes }) => bytes);
  }

  /** What is there after a loss of power; `random` decides what reached the disk without being synced. */
  leftWithoutPower(random: () => number): Map<string, Uint8Array> {
    const names = new Map(this.#syncedNames);
    const done = Math.floor(random() * (this.#namings.length + 1));
    for (const naming of this.#namings.slice(0, done)) apply(naming, names);
    return unlocked(names, ({ bytes, synced }) => {
      if (bytes.length <= synced.length) return random() < 0.5 ? bytes : synced;
      return bytes.subarray(0, synced.length + Math.floor(random() * (bytes.length - synced.length + 1)));
    });
  }

  async open(path: string, mode: Parameters<Files['open']>[1]): Promise<OpenFile> {
    await this.#reach();
    if (mode === 'exclusive' && this.#names.has(path)) throw failure('EEXIST', path);
    if (mode === 'create' || mode === 'exclusive') {
      await this.#change(() => this.#rename(new Map([[path, newContent(new Uint8Array())]])));
    }
    const content = this.#names.get(path);
    if (!content) throw failure('ENOENT', path);
    return this.#opened(content);
  }

  async read(path: string): Promise<Uint8Array | null> {
    await this.#reach();
    return this.#names.get(path)?.bytes.slice() ?? null;
  }

  async list(directory: string): Promise<string[]> {
    await this.#reach();
    const inside = [...this.#names.keys()].filter((path) => path.startsWith(`${directory}/`));
    return [...new Set(inside.map((path) => path.slice(directory.length + 1).split('/')[0]!))].toSorted();
  }

  makeDirectory(): Promise<void> {
    return this.#reach();
  }

  async identify(path: string): Promise<string | null> {
    await this.#reach();
    const content = this.#names.get(path);
    if (content) return String(content.number);
    return [...this.#names.keys()].some((name) => name.startsWith(`${path}/`)) ? this.#directories : null;
  }

  /** Renames a directory with all that is in it, or removes it, as another program may at any time. */
  move(from: string, to: string | null): void {
    for (const [path, content] of this.#names) {
      if (!path.startsWith(`${from}/`)) continue;
      this.#names.delete(path);
      if (to !== null) this.#names.set(to + path.slice(from.length), content);
    }
    this.#directories = `${this.#directories} and another`;
  }

  rename(from: string, to: string): Promise<void> {
    return this.#change(() => {
      const naming = new Map<string, Content | null>();
      for (const [path, content] of this.#names) {
        // A directory is what the names in it begin with.
        if (path !== from && !path.startsWith(`${from}/`)) continue;
        naming.set(path, null);
        naming.set(to + path.slice(from.length), content);
      }
      if (naming.size === 0) throw failure('ENOENT', from);
      this.#rename(naming);
    });
  }

  async remove(path: string): Promise<void> {
    await this.#reach();
    if (this.#names.has(path)) await this.#change(() => this.#rename(new Map([[path, null]])));
  }

  async link(from: string, to: string): Promise<void> {
    await this.#reach();
    const content = this.#names.get(from);
    if (!content) throw failure('ENOENT', from);
    if (this.#names.has(to)) throw failure('EEXIST', to);
    await this.#change(() => this.#rename(new Map([[to, content]])));
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#reach();
    // Of a file that moved from one directory to another each may survive without the other.
    this.#namings = this.#namings.flatMap((naming) => {
      const [here, rest] = [new Map<string, Content | null>(), new Map<string, Content | null>()];
      for (const [name, content] of naming) (dirname(name) === path ? here : rest).set(name, content);
      apply(here, this.#syncedNames);
      return rest.size > 0 ? [rest] : [];
    });
  }

  #opened(content: Content): OpenFile {
    return {
      read: async (into, position) => {
        await this.#reach();
        const found = content.bytes.subarray(position, position + into.length);
        into.set(found);
        return found.length;
      },
      write: (bytes, position) =>
        this.#change((part) => {
          const given = bytes.subarray(0, Math.ceil(bytes.length * part));
          const whole = new Uint8Array(Math.max(content.bytes.length, position + given.length));
          whole.set(content.bytes);
          whole.set(given, position);
          content.bytes = whole;
        }, true),
      truncate: (size) =>
        this.#change(() => {
          content.bytes = content.bytes.slice(0, size);
        }),
      sync: async () => {
        await this.#reach();
        content.synced = content.bytes;
      },
      identify: async () => {
        await this.#reach();
        return String(content.number);
      },
      size: async () => {
        await this.#reach();
        return content.bytes.length;
      },
      close: () => this.#reach(),
      [Symbol.asyncDispose]: () => this.#reach(),
    };
  }

  #rename(naming: Naming): void {
    apply(naming, this.#names);
    this.#namings.push(naming);
  }

  /** Resolves as long as the machine runs. */
  #reach(): Promise<void> {
    return this.#off ? new Promise(() => {}) : Promise.resolve();
  }

  async #change(work: (part: number) => void, divisible: boolean = false): Promise<void> {
    await this.#reach();
    if (this.#stop?.call !== this.calls) {
      this.calls += 1;
      work(1);
      return;
    }
    const { part } = this.#stop;
    if (part === 1 || (divisible && part > 0)) work(part);
    this.#off = true;
    this.#onStop();
    await this.#reach();
  }
}

let contents = 0;

function newContent(bytes: Uint8Array): Content {
  contents += 1;
  return { number: contents, bytes: bytes.slice(), synced: bytes.slice() };
}

function apply(naming: Naming, names: Map<string, Content>): void {
  for (const [path, content] of naming) {
    if (content) names.set(path, content);
    else names.delete(path);
  }
}

function unlocked(
  names: ReadonlyMap<string, Content>,
  bytesOf: (content: Content) => Uint8Array,
): Map<string, Uint8Array> {
  const kept = [...names].filter(([path]) => !/^lock(\.|$)/.test(basename(path)));
  return new Map(kept.map(([path, content]) => [path, bytesOf(content).slice()]));
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: '${path}'`), { code, errno: -1 });
}
