import { CliError } from '../error.ts';
import type { RecordsServer, Received } from './server.ts';

/** What a watcher sees: records, why the connection was lost, and how many are missing; 0 where it came back in time. */
export type Seen<R> = Received<R> | { readonly lost: string };

const maxBackoffMs = 10_000;

/** Resolves after ms, or rejects with the signal. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

export interface FollowOptions<R extends { readonly id: string }> {
  readonly server: Pick<RecordsServer<R>, 'after'>;
  readonly cursor: string;
  /** Keeps the process alive meanwhile. */
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
}

/**
 * All that is behind a cursor, over as many connections as it takes: each goes on behind the last record that was seen.
 *
 * @throws {CliError} `SERVER_FAILED` where the server refuses.
 */
export async function* follow<R extends { readonly id: string }>({
  server,
  cursor: start,
  sleep,
  signal,
}: FollowOptions<R>): AsyncGenerator<Seen<R>> {
  let cursor = start;
  for (let failures = 0; !signal.aborted; failures++) {
    let reason = 'the server ended the connection';
    try {
      for await (const received of server.after(cursor, signal)) {
        if (failures > 0 && 'record' in received) yield { gap: 0 };
        failures = 0;
        if ('record' in received) cursor = received.record.id;
        if ('passed' in received) cursor = received.passed;
        else yield received;
      }
    } catch (error) {
      if (!(error instanceof CliError) || error.code !== 'SERVER_ABSENT') throw error;
      reason = error.message;
    }
    if (signal.aborted) return;
    if (failures === 0) yield { lost: reason };
    await sleep(Math.min(maxBackoffMs, 1000 * 2 ** failures), signal).catch(() => undefined);
  }
}
