import { execFile } from 'node:child_process';
import type { Socket } from 'node:net';

/** Space and inodes of a file system. Inodes are 0 where it has no table of them (btrfs, vfat). */
export interface Space {
  readonly totalBytes: number;
  /** Not used, also what only root may use. */
  readonly freeBytes: number;
  /** What others than root can still write. */
  readonly availableBytes: number;
  readonly inodes: number;
  readonly freeInodes: number;
}

/** `stat -f` of coreutils and busybox: size of a block, blocks, free ones, available ones, inodes, free ones. */
const format = '%S %b %f %a %c %d';

/**
 * Measures a file system in a process of its own, which alone hangs where the file system is on a server that is away: the
 * promise settles when that process has ended, however long it takes. Null where the path cannot be measured.
 */
export function measure(path: string): Promise<Space | null> {
  return new Promise((settle) => {
    const options = { timeout: 10_000, killSignal: 'SIGKILL', maxBuffer: 4096, windowsHide: true } as const;
    const child = execFile('stat', ['-f', '-c', format, '--', path], options, (error, stdout) => {
      settle(error ? null : parseSpace(stdout));
    });
    // One that hangs does not hold up the end of the program.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref();
  });
}

/** Null for what is no answer of `stat`. */
export function parseSpace(text: string): Space | null {
  const numbers = text.trim().split(' ').map(Number);
  if (numbers.length !== 6 || !numbers.every((number) => number >= 0)) return null;
  const [block = 0, blocks = 0, free = 0, available = 0, inodes = 0, freeInodes = 0] = numbers;
  if (available > free || free > blocks || freeInodes > inodes) return null;
  return {
    totalBytes: blocks * block,
    freeBytes: free * block,
    availableBytes: available * block,
    inodes,
    freeInodes,
  };
}
