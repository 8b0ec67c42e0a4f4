import { join } from 'node:path';
import { duckdbLibrary } from '../packages.ts';
import type { System } from '../system.ts';
import { BATCH, type Fleet } from '../workload.ts';
import { createWorker } from '../worker.ts';

/** DuckDB called by a loop, one wide table, its appender flushed each minute. */
export function createDuckdb(fleet: Fleet, parent: string): System {
  const directory = join(parent, 'duckdb');
  const options = JSON.stringify({ fleet, directory, library: duckdbLibrary });
  return createWorker({
    name: `DuckDB's appender, flushed every ${BATCH} samples`,
    directory,
    command: [process.execPath, 'bench/store/peers/duckdb-worker.ts', options],
  });
}
