import { link, mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';

/**
 * A file that is open; positions are in bytes. `await using` closes it and keeps the error that the scope ends with: what
 * must be on the disk is synced before.
 */
export interface OpenFile extends AsyncDisposable {
  /** Fills `into` from `position` as far as the file goes; returns the number of bytes read. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Writes all of `bytes`; where it fails, a part of them may have been written. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Resolves when all that was written survives a loss of power. */
  sync(): Promise<void>;
  size(): Promise<number>;
  /** The same as `Files.identify` of any of its names; a file keeps it also when it has none. */
  identify(): Promise<string>;
  /** Gives the handle back, also where that fails. */
  close(): Promise<void>;
}

/** The few calls a durable database makes of the file system. */
export interface Files {
  /** `create` empties a file that is there; `exclusive` fails with EEXIST where one is. */
  open(path: string, mode: 'read' | 'write' | 'create' | 'exclusive'): Promise<OpenFile>;
  /** All bytes of a file, or null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Names in a directory, none when there is no such directory. */
  list(directory: string): Promise<string[]>;
  makeDirectory(path: string): Promise<void>;
  /** An id that no other file or directory has, null when there is none of that name. */
  identify(path: string): Promise<string | null>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or does nothing when there is none. */
  remove(path: string): Promise<void>;
  /** A second name for the same bytes. */
  link(from: string, to: string): Promise<void>;
  /** Resolves when the names in the directory survive a loss of power. */
  syncDirectory(path: string): Promise<void>;
}

const flags = { read: 'r', write: 'r+', create: 'w+', exclusive: 'wx+' } as const;

/** The file system of the machine. */
export const nodeFiles: Files = {
  open: async (path, mode) => opened(await open(path, flags[mode])),
  read: (path) => unlessMissing(readFile(path), null),
  list: async (directory) => (await unlessMissing(readdir(directory), [])).toSorted(),
  makeDirectory: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o750 });
  },
  identify: async (path) => unlessMissing(stat(path).then(identityOf), null),
  rename,
  remove: (path) => rm(path, { force: true }),
  link,
  syncDirectory: async (path) => {
    await using directory = await open(path, 'r');
    await directory.sync();
  },
};

function identityOf({ dev, ino }: { dev: number; ino: number }): string {
  return `${dev}:${ino}`;
}

function opened(handle: FileHandle): OpenFile {
  return {
    read: async (into, position) => {
      let filled = 0;
      while (filled < into.length) {
        const { bytesRead } = await handle.read(into, filled, into.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    },
    write: async (bytes, position) => {
      for (let done = 0; done < bytes.length;) {
        done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      }
    },
    truncate: (size) => handle.truncate(size),
    sync: () => handle.datasync(),
    size: async () => (await handle.stat()).size,
    identify: async () => identityOf(await handle.stat()),
    close: () => handle.close(),
    [Symbol.asyncDispose]: () => handle.close().catch(() => {}),
  };
}

async function unlessMissing<T>(found: Promise<T>, missing: T): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing;
    throw error;
  }
}
