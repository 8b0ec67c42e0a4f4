import { join } from 'node:path';
import type { Config } from '../config/mod.ts';
import { makeDirectory } from '../lib/make-directory.ts';
import { describeSystemError } from '../lib/system-error.ts';
import { systemClock as clock } from '../model/clock.ts';
import { InputError } from '../model/error.ts';
import {
  createMemoryStore,
  DEMO_HISTORY,
  HISTORY,
  openStore,
  type Store,
  type StoreOptions,
} from '../store/mod.ts';

/**
 * Makes the directory of all that is kept.
 *
 * @throws {InputError} CONFIG_INVALID
 */
export function makeStateDirectory(path: string): void {
  try {
    makeDirectory(path, 0o750);
  } catch (error) {
    const state = describeSystemError(error, { ENOENT: 'it cannot be made there' });
    throw new InputError('CONFIG_INVALID', `Cannot make state directory ${path}: ${state}`, { cause: error });
  }
}

/** Opens history that is kept, unless it is not wanted; that of the demo has a directory of its own. */
export async function openHistory(
  config: Config,
  {
    demo,
    renamed,
    isConfigured,
    onNotice,
  }: Required<Pick<StoreOptions, 'renamed' | 'isConfigured' | 'onNotice'>> & { demo: boolean },
  signal: AbortSignal,
): Promise<Store> {
  const { history, intervalMs: stepMs, stateDir } = config;
  const { rows, keep, archives, syncRows } = history;
  const options = { rows, stepMs, clock };
  if (!keep) return createMemoryStore(options);
  const directory = join(stateDir, demo ? DEMO_HISTORY : HISTORY);
  return openStore({ ...options, directory, archives, syncRows, renamed, isConfigured, onNotice, signal });
}
