import { basename, dirname, join, relative } from 'node:path';
import type { Files } from '../disk/files.ts';
import { NAMES } from '../names.ts';

/** Why a file that has another identity is not read. */
export const FOREIGN = 'it belongs to another database';

/** Moves a file that belongs to another database to where this one never reads it; returns where. */
export async function moveForeignFile(files: Files, directory: string, path: string): Promise<string> {
  const rewound = join(directory, NAMES.rewound, NAMES.foreign, dirname(relative(directory, path)));
  await files.makeDirectory(rewound);
  const to = join(rewound, await freeName(files, rewound, basename(path)));
  await files.rename(path, to);
  await files.syncDirectory(rewound);
  await files.syncDirectory(dirname(path));
  return to;
}

/** `name`, or that with a number where something has it. */
export async function freeName(files: Files, directory: string, name: string): Promise<string> {
  const taken = new Set(await files.list(directory));
  let free = name;
  for (let tries = 2; taken.has(free); tries += 1) free = `${name}-${tries}`;
  return free;
}
