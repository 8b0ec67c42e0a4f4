import { setTimeout } from 'node:timers/promises';
import { withHint } from '../http-client.ts';
import type { Io } from '../io.ts';
import { printable, printableJson } from '../printable.ts';
import { serverAccess } from '../server-access.ts';
import { paintOf } from '../terminal/paint.ts';
import type { WatchOptions } from './command.ts';
import { follow, type Seen, type Sleep } from './follow.ts';
import type { RecordKind } from './kind.ts';
import { RecordsServer } from './server.ts';
import { gapText } from './text.ts';

/** Records of before that are printed first. */
const NEWEST = 10;

/**
 * Prints records of a kind until a signal ends it.
 *
 * @throws {CliError} `SERVER_ABSENT` at the start, `SERVER_FAILED`, `OPTION_INVALID`.
 */
export async function watch<R extends { readonly id: string }>(
  kind: RecordKind<R>,
  { json, filter = null, ...options }: WatchOptions & { readonly filter?: string | null },
  io: Io,
  sleep: Sleep = (ms, signal) => setTimeout(ms, null, { signal }),
): Promise<void> {
  const server = new RecordsServer(serverAccess(options, io), kind, filter);
  const quit = new AbortController();
  const stopListening = io.onEnd(() => quit.abort());
  const print = json ? objectsTo(io, kind) : linesTo(io, kind);
  try {
    const { records, cursor } = await withHint(server.newest(NEWEST, quit.signal));
    for (const record of records) print({ record });
    for await (const seen of follow({ server, cursor, sleep, signal: quit.signal })) print(seen);
  } catch (error) {
    if (!quit.signal.aborted) throw error;
  } finally {
    stopListening();
  }
}

/** Lines for people; notes stand between them. */
function linesTo<R extends { readonly id: string }>(io: Io, kind: RecordKind<R>): (seen: Seen<R>) => void {
  const paint = paintOf(io);
  return (seen) => {
    const line =
      'record' in seen ? kind.toLine(seen.record, paint) : paint.yellow(`-- ${noteOf(seen, kind.event)}`);
    io.stdout.write(`${line}\n`);
  };
}

/** Objects for programs, also of what is missing; what is only for people goes to standard error. */
function objectsTo<R extends { readonly id: string }>(
  { stderr, stdout }: Io,
  { event }: RecordKind<R>,
): (seen: Seen<R>) => void {
  return (seen) => {
    if ('lost' in seen || ('gap' in seen && seen.gap === 0)) stderr.write(`${noteOf(seen, event)}\n`);
    else stdout.write(`${printableJson(JSON.stringify('record' in seen ? seen.record : seen))}\n`);
  };
}

function noteOf(seen: { readonly lost: string } | { readonly gap: number | null }, name: string): string {
  return 'lost' in seen ? printable(`lost the connection: ${seen.lost}`) : gapText(seen.gap, name);
}
