import { join } from 'node:path';
import type { System } from './system.ts';
import { createWorker } from './worker.ts';
import type { Fleet } from './workload.ts';

/** Our database called by a loop: every row is awaited, that is, it survives kill -9 before the next is made. */
export function createOurs(fleet: Fleet, parent: string, rows: number): System {
  const directory = join(parent, `ours-${rows}`);
  return createWorker({
    name: `virtscope, ${rows} rows of 5 s kept`,
    directory,
    command: [process.execPath, 'bench/store/ours-worker.ts', JSON.stringify({ fleet, directory, rows })],
  });
}
