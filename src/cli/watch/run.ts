import { setTimeout } from 'node:timers/promises';
import type { Message } from '../../api/wire/messages.ts';
import { withHint } from '../http-client.ts';
import type { Io } from '../io.ts';
import { printable, printableJson } from '../printable.ts';
import { serverAccess } from '../server-access.ts';
import { paintOf } from '../terminal/paint.ts';
import type { WatchOptions } from './command.ts';
import { follow, type Seen, type Sleep } from './follow.ts';
import { gapText, messageLine } from './line.ts';
import { MessagesServer } from './server.ts';

/** Messages of before that are printed first. */
const NEWEST = 10;

/**
 * Prints messages until a signal ends it.
 *
 * @throws {CliError} `SERVER_ABSENT` at the start, `SERVER_FAILED`, `OPTION_INVALID`.
 */
export async function watchMessages(
  { json, filter = null, ...options }: WatchOptions & { readonly filter?: string | null },
  io: Io,
  sleep: Sleep = (ms, signal) => setTimeout(ms, null, { signal }),
): Promise<void> {
  const server = new MessagesServer(serverAccess(options, io), filter);
  const quit = new AbortController();
  const stopListening = io.onEnd(() => quit.abort());
  const print = json ? objectsTo(io) : linesTo(io);
  try {
    const { messages, cursor } = await withHint(server.newest(NEWEST, quit.signal));
    for (const message of messages) print({ message });
    for await (const seen of follow({ server, cursor, sleep, signal: quit.signal })) print(seen);
  } catch (error) {
    if (!quit.signal.aborted) throw error;
  } finally {
    stopListening();
  }
}

/** Lines for people; notes stand between them. */
function linesTo(io: Io): (seen: Seen) => void {
  const paint = paintOf(io);
  return (seen) => {
    const line = 'message' in seen ? messageLine(seen.message, paint) : paint.yellow(`-- ${noteOf(seen)}`);
    io.stdout.write(`${line}\n`);
  };
}

/** Objects for programs, also of what is missing; what is only for people goes to standard error. */
function objectsTo({ stderr, stdout }: Io): (seen: Seen) => void {
  return (seen) => {
    if ('lost' in seen || ('gap' in seen && seen.gap === 0)) stderr.write(`${noteOf(seen)}\n`);
    else stdout.write(`${printableJson(JSON.stringify('message' in seen ? seen.message : seen))}\n`);
  };
}

function noteOf(seen: Exclude<Seen, { message: Message }>): string {
  return 'lost' in seen ? printable(`lost the connection: ${seen.lost}`) : gapText(seen.gap);
}
