import { setImmediate } from 'node:timers/promises';
import type { Numbered, RecordLog, RecordRead, Test } from '../../streams/mod.ts';

/** How many records are read at most, and which. */
export interface Wanted<R> {
  readonly limit: number;
  readonly isMeant: Test<R>;
}

/** Records behind a cursor up to the end of the log, however many that are not meant are between: the event loop turns on the way. */
export async function readAfter<R extends Numbered>(
  log: RecordLog<R>,
  after: string,
  { limit, isMeant }: Wanted<R>,
): Promise<RecordRead<R>> {
  let read = log.after(after, limit, isMeant);
  while (read.records.length === 0 && !read.isEnd) {
    await setImmediate();
    const { gap, start } = read;
    read = log.after(read.cursor, limit, isMeant);
    read = { ...read, start, gap: gap === null || read.gap === null ? null : gap + read.gap };
  }
  return read;
}
