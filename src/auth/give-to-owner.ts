import { lchownSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Gives a file the owner of its directory: root makes tokens for a server that runs as another user. */
export function giveToOwner(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  lchownSync(path, uid, gid);
}
