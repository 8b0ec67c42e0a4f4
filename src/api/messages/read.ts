import { setImmediate } from 'node:timers/promises';
import type { IsMeant, MessageLog, MessageRead } from '../../streams/mod.ts';

/** How many messages are read at most, and which. */
export interface Wanted {
  readonly limit: number;
  readonly isMeant: IsMeant;
}

/** Messages behind a cursor up to the end of the log, however many that are not meant are between: the event loop turns on the way. */
export async function readAfter(
  log: MessageLog,
  after: string,
  { limit, isMeant }: Wanted,
): Promise<MessageRead> {
  let read = log.after(after, limit, isMeant);
  while (read.messages.length === 0 && !read.isEnd) {
    await setImmediate();
    const { gap, start } = read;
    read = log.after(read.cursor, limit, isMeant);
    read = { ...read, start, gap: gap === null || read.gap === null ? null : gap + read.gap };
  }
  return read;
}
