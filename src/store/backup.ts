import { copyStorage } from '@virtscope/rrd';
import { constants, existsSync } from 'node:fs';
import { copyFile, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../lib/make-directory.ts';
import { InputError } from '../model/error.ts';
import { INVENTORY_FILE, DEMO_HISTORY, HISTORY } from './layout.ts';

/** Which history of a state directory is meant. */
export type HistoryName = typeof HISTORY | typeof DEMO_HISTORY;

/**
 * Copies the history of a state directory to a new directory, also while virtscope writes it.
 *
 * @throws {InputError} HISTORY_UNREADABLE; an incomplete copy is removed.
 */
export async function backupHistory(
  stateDir: string,
  to: string,
  onFile?: (name: string) => void,
  name: HistoryName = HISTORY,
): Promise<void> {
  const from = join(stateDir, name);
  if (!existsSync(from)) throw cannot(`copy history of ${stateDir}`, absence(stateDir, name));
  await copyHistory(from, to, onFile);
}

/**
 * Puts a copy back where no history is.
 *
 * @throws {InputError} HISTORY_UNREADABLE; nothing is changed then.
 */
export async function restoreHistory(
  copy: string,
  stateDir: string,
  onFile?: (name: string) => void,
  name: HistoryName = HISTORY,
): Promise<void> {
  if (!existsSync(join(copy, INVENTORY_FILE))) throw cannot(`restore ${copy}`, 'it is no copy of a history');
  await copyHistory(copy, join(stateDir, name), onFile);
}

/** Reason for the message, with the history that is there instead. */
function absence(stateDir: string, name: HistoryName): string {
  const isDemo = name === DEMO_HISTORY;
  if (!existsSync(join(stateDir, isDemo ? HISTORY : DEMO_HISTORY))) return 'there is none';
  return isDemo ? 'there is none of the demo' : "there is only the demo's, which --demo copies";
}

async function copyHistory(
  from: string,
  to: string,
  onFile: ((name: string) => void) | undefined,
): Promise<void> {
  if (existsSync(to)) throw cannot(`copy history to ${to}`, 'something is there; move it away first');
  // Copied under another name and renamed at the end: whenever this process ends, `to` is complete or absent.
  const unfinished = `${to}.unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    makeDirectory(unfinished, 0o750);
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), join(unfinished, entry.name)];
      if (!entry.isDirectory()) continue;
      await copyStorage(source, target, (name) => onFile?.(join(entry.name, name)));
    }
    await copyFile(join(from, INVENTORY_FILE), join(unfinished, INVENTORY_FILE), constants.COPYFILE_EXCL);
    await sync(join(unfinished, INVENTORY_FILE));
    await sync(unfinished);
    await rename(unfinished, to);
    await sync(dirname(to));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    throw cannot(`copy history to ${to}`, (error as Error).message, error);
  }
}

/** Resolves when a file, or the names in a directory, survive a loss of power. */
async function sync(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}

function cannot(what: string, state: string, cause?: unknown): InputError {
  return new InputError('HISTORY_UNREADABLE', `Cannot ${what}: ${state}`, { cause });
}
