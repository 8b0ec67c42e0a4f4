import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a file of the state directory whole: a crash leaves the one before or this one. Readable for its owner and group.
 *
 * @throws what the file system does; then the file before stays.
 */
export function writeFileAtomic(path: string, text: string): void {
  const part = `${path}.part`;
  writeFileSync(part, text, { mode: 0o640, flush: true });
  renameSync(part, path);
}
