import type { Line } from '../model/streams/line.ts';
import { RecordLog } from './record-log.ts';

/** A line of a log, as it is kept. */
export interface LogLine extends Line {
  /** One more than that of the line before it in this run of the program, whatever its source; the first has 1. */
  readonly sequence: number;
}

/** Bytes of a line without its text: an object, numbers, a place in the log. */
const FIXED_BYTES = 250;

/** The newest lines of all sources in this run, in the order in which they were read. */
export class LineLog extends RecordLog<LogLine> {
  /** Keeps a line that was read just now. */
  record(line: Line): void {
    this.keep({ ...line, sequence: this.nextSequence }, FIXED_BYTES + line.text.length);
  }
}
