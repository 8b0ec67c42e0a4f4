import { checkArchive, type Archive } from '../archive.ts';
import { DefinitionError } from '../error.ts';
import { checkSource, type Source } from './source.ts';

/** What a database is made of. */
export interface DatabaseDefinition {
  /** Time of one primary data point, in whole milliseconds. */
  readonly stepMs: number;
  /** Epoch milliseconds before which nothing is known; the first update must be later. */
  readonly startMs: number;
  readonly sources: readonly Source[];
  readonly archives: readonly Archive[];
}

/** @throws {DefinitionError} when a database could not be made of it. */
export function checkDefinition({ stepMs, startMs, sources, archives }: DatabaseDefinition): void {
  checkClock(stepMs, startMs);
  sources.forEach(checkSource);
  archives.forEach(checkArchive);
}

/** @throws {DefinitionError} when points could not begin at that time or be of that length. */
export function checkClock(stepMs: number, startMs: number): void {
  if (!Number.isSafeInteger(stepMs) || stepMs < 1) {
    throw new DefinitionError('STEP_INVALID', `step of ${stepMs} ms`, 'it is not a positive integer');
  }
  if (!isTime(startMs)) {
    throw new DefinitionError('TIME_INVALID', `start ${startMs}`, 'it is not whole epoch milliseconds');
  }
}

/** Whether a number is whole epoch milliseconds. */
export function isTime(timeMs: number): boolean {
  return Number.isSafeInteger(timeMs) && timeMs >= 0;
}
