import { basename, dirname } from 'node:path';
import type { Files, OpenFile } from '../../src/mod.ts';
import { STEP_MS } from './rows.ts';

/** What a writer does to files while it takes rows. */
export const CALLS = [
  'journal create',
  'journal write',
  'journal remove',
  'coarser create',
  'coarser write',
  'coarser remove',
  'state create',
  'state write',
  'state rename',
  'block create',
  'block write',
  'block rename',
  'block remove',
  'series write',
] as const;

/** The call in which a writer kills itself. */
export interface KillingCall {
  readonly call: (typeof CALLS)[number];
  /** How many of these calls it does before. */
  readonly after: number;
  /** The part of it that is done: 0 is nothing and 1 all; of what is no write nothing is done up to 1. */
  readonly part: number;
}

/** Files that end the process in a call, after `onKill` was called. */
export function killingFiles(files: Files, { call, after, part }: KillingCall, onKill: () => void): Files {
  let left = after;
  const within = async <T>(
    path: string,
    verb: string,
    whole: () => Promise<T>,
    beginning?: () => Promise<void>,
  ): Promise<T> => {
    const here = `${kindOf(path)} ${verb}` === call && left-- === 0;
    if (here && part > 0 && part < 1) await beginning?.();
    const result = here && part < 1 ? undefined : await whole();
    if (here) {
      onKill();
      process.kill(process.pid, 'SIGKILL');
    }
    return result as T;
  };
  const killing = (path: string, file: OpenFile): OpenFile => ({
    ...file,
    write: (bytes, position) =>
      within(
        path,
        'write',
        () => file.write(bytes, position),
        () => file.write(bytes.subarray(0, Math.ceil(bytes.length * part)), position),
      ),
  });
  return {
    ...files,
    open: async (path, mode) => {
      const open = (): Promise<OpenFile> => files.open(path, mode);
      return killing(path, await (mode === 'create' ? within(path, mode, open) : open()));
    },
    rename: (from, to) => within(to, 'rename', () => files.rename(from, to)),
    remove: (path) => within(path, 'remove', () => files.remove(path)),
  };
}

function kindOf(path: string): string {
  const name = basename(path);
  if (name.includes('.block')) return 'block';
  if (name.startsWith('open-')) return basename(dirname(path)) === String(STEP_MS) ? 'journal' : 'coarser';
  return name.startsWith('series') ? 'series' : name.replace('.tmp', '');
}
