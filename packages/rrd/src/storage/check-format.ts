import { join } from 'node:path';
import { nodeFiles, type Files } from './disk/files.ts';
import { NAMES } from './names.ts';
import { readSettings } from './settings.ts';

/**
 * Checks that the directory of a durable database, if there is one, can be read by this version; nothing is changed, and it
 * may be open.
 *
 * @throws {FormatError} FORMAT_NEWER, FORMAT_INVALID; and the errors of the system.
 */
export async function checkFormat(directory: string, files: Files = nodeFiles): Promise<void> {
  await readSettings(files, join(directory, NAMES.settings));
}
