import { basename, dirname, join } from 'node:path';
import type { Files } from '../disk/files.ts';
import { NAMES } from '../names.ts';
import { writeFileAtomic } from '../disk/write-file-atomic.ts';

/** Copies a file of an archive, as it is, to where nobody looks but who wants to save what is left in it. */
export async function preserveCorruptFile(files: Files, path: string): Promise<void> {
  const archive = dirname(path);
  const rewound = join(dirname(archive), NAMES.rewound, 'damaged', basename(archive));
  await files.makeDirectory(rewound);
  await writeFileAtomic(files, join(rewound, basename(path)), (await files.read(path))!);
}
