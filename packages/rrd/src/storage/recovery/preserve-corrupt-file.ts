import { basename, dirname, join } from 'node:path';
import type { Files } from '../disk/files.ts';
import { NAMES } from '../names.ts';
import { writeFileAtomic } from '../disk/write-file-atomic.ts';

/** Copies a corrupt file of an archive, as it is, to a directory that the program never reads, for a person to look at. */
export async function preserveCorruptFile(files: Files, path: string): Promise<void> {
  const archive = dirname(path);
  const rewound = join(dirname(archive), NAMES.rewound, NAMES.corrupt, basename(archive));
  await files.makeDirectory(rewound);
  await writeFileAtomic(files, join(rewound, basename(path)), (await files.read(path))!);
}
