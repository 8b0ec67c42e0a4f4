import { join } from 'node:path';
import { pythonPath } from '../packages.ts';
import type { System } from '../system.ts';
import { createWorker } from '../worker.ts';
import { BATCH, METRICS, STEP_MS, type Fleet } from '../workload.ts';

/** XAPI's archives in rrdtool's words. */
export const RRAS: readonly string[] = [
  'RRA:AVERAGE:0.5:1:120',
  ...['12:120', '720:168', '17280:366'].flatMap((length) =>
    ['AVERAGE', 'MIN', 'MAX'].map((cf) => `RRA:${cf}:0.5:${length}`),
  ),
];
export const SOURCES: readonly string[] = METRICS.map((_, i) => `DS:m${i}:GAUGE:${(2 * STEP_MS) / 1000}:U:U`);

/** librrd called by a loop, one file a VM, a minute of samples a call. */
export function createLibrrd(fleet: Fleet, parent: string): System {
  const directory = join(parent, 'librrd');
  const options = {
    directory,
    ...fleet,
    metrics: METRICS.length,
    stepSeconds: STEP_MS / 1000,
    startSeconds: fleet.startMs / 1000,
    batch: BATCH,
    definitions: [...SOURCES, ...RRAS],
  };
  return createWorker({
    name: `librrd, ${BATCH} samples a call`,
    directory,
    command: ['python3', 'bench/store/peers/librrd.py', JSON.stringify(options)],
    env: { PYTHONPATH: pythonPath },
  });
}
