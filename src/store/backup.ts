import { copyDurable } from '@virtscope/rrd';
import { constants, existsSync } from 'node:fs';
import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../lib/make-directory.ts';
import { InputError } from '../model/error.ts';
import { CATALOGUE, DEMO_HISTORY, HISTORY } from './layout.ts';

/** Which history of a state directory is meant. */
export type HistoryName = typeof HISTORY | typeof DEMO_HISTORY;

/**
 * Copies the history of a state directory to a directory that is not there yet, also while virtscope writes it.
 *
 * @throws {InputError} HISTORY_UNREADABLE; nothing is left of a copy that did not succeed.
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
  if (!existsSync(join(copy, CATALOGUE))) throw cannot(`restore ${copy}`, 'it is no copy of a history');
  await copyHistory(copy, join(stateDir, name), onFile);
}

/** In words, with what is there instead. */
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
  try {
    makeDirectory(to, 0o750);
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (!entry.isDirectory()) continue;
      await copyDurable(source, target, (name) => onFile?.(join(entry.name, name)));
    }
    // Last: a copy without it is none.
    await copyFile(join(from, CATALOGUE), join(to, CATALOGUE), constants.COPYFILE_EXCL);
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    throw cannot(`copy history to ${to}`, (error as Error).message, error);
  }
}

function cannot(what: string, state: string, cause?: unknown): InputError {
  return new InputError('HISTORY_UNREADABLE', `Cannot ${what}: ${state}`, { cause });
}
