import type { Archive } from '../../archive.ts';
import type { DumpedSource } from './dump.ts';
import type { OpenRow } from '../../consolidation/levels.ts';

/** What a dump says before its archives. */
export interface DumpHead {
  /** Whole seconds. */
  readonly stepMs: number;
  readonly lastMs: number;
  readonly sources: readonly DumpedSource[];
}

/** An archive whose rows come one after the other, the oldest first; the newest ends where the last update says. */
export interface DumpRows extends Omit<Archive, 'rows'> {
  /** For each source. */
  readonly open: readonly OpenRow[];
  /** One value a source. */
  readonly rows: Iterable<ArrayLike<number>>;
}

/**
 * A way to write dumps piece by piece: a head, any number of archives, each followed by the next or the end. Nothing is
 * held but the row that is written.
 */
export interface DumpWriter {
  /** @throws {DumpError} when the step is not whole seconds. */
  head(head: DumpHead): string;
  archive(archive: DumpRows, isFirst: boolean): Generator<string, void, undefined>;
  readonly end: string;
}

/** Seconds that rrdtool's 32-bit reading of a heartbeat still holds. */
const LONGEST_HEARTBEAT = 2 ** 31 - 1;

/** The seconds of a heartbeat as dumps have them. */
export function heartbeatSeconds({ heartbeatMs }: DumpedSource): number {
  return Math.min(Math.ceil(heartbeatMs / 1000), LONGEST_HEARTBEAT);
}
