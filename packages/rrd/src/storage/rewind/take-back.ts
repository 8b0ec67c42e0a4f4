import { join } from 'node:path';
import { writeRewound, type Rewound } from './rewound.ts';
import type { Files } from '../disk/files.ts';
import { NAMES, parseName } from '../names.ts';

/**
 * Moves rows that were set aside to where they were. There must be none after those that were kept then; what was cut off
 * there is replaced by what it was cut from.
 */
export async function takeBack(files: Files, directory: string, rewound: Rewound): Promise<void> {
  const returning = await writeRewound(files, { ...rewound, state: 'returning' });
  for (const length of await files.list(rewound.path)) {
    if (!/^\d+$/.test(length)) continue;
    const [from, to] = [join(rewound.path, length), join(directory, length)];
    await files.makeDirectory(to);
    for (const name of await files.list(from)) {
      const file = parseName(name);
      for (const other of await files.list(to)) {
        if (file && parseName(other)?.firstRow === file.firstRow && other !== name)
          await files.remove(join(to, other));
      }
      await files.rename(join(from, name), join(to, name));
    }
    await files.syncDirectory(to);
  }
  if ((await files.list(rewound.path)).includes(NAMES.state)) {
    await files.rename(join(rewound.path, NAMES.state), join(directory, NAMES.state));
  }
  await files.syncDirectory(directory);
  await writeRewound(files, { ...returning, state: 'closed' });
}
