import type { CallObserver, LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { CONNECT_DEADLINE_MS } from '../config.ts';
import { openDaemon } from './open-daemon.ts';

export interface SideConnectionOptions {
  readonly uri: string;
  readonly readOnly: boolean;
  readonly clock: Clock;
  readonly observer?: CallObserver | undefined;
}

/** Pause after an attempt that failed. */
const PAUSE_MS = 10_000;

/**
 * A connection beside the one that polls, for calls that no poll waits for: a daemon reads no more than a few calls of
 * one client at a time, and one of these that hangs would take the place of a poll's.
 */
export class SideConnection {
  readonly #options: SideConnectionOptions;
  readonly #closed = new AbortController();
  #client: LibvirtClient | null = null;
  #opening: Promise<LibvirtClient | null> | null = null;
  #retryAt = -Infinity;

  constructor(options: SideConnectionOptions) {
    this.#options = options;
  }

  /** Opens it where it is not open; null where that fails, or failed a moment ago, and once it is closed. */
  async client(): Promise<LibvirtClient | null> {
    if (this.#closed.signal.aborted || this.#options.clock.monotonic() < this.#retryAt) return null;
    if (this.#client && !this.#client.connection.ended) return this.#client;
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open(): Promise<LibvirtClient | null> {
    const { uri, readOnly, clock, observer } = this.#options;
    const { signal } = this.#closed;
    this.#client = await openDaemon(uri, {
      readOnly,
      deadlineMs: CONNECT_DEADLINE_MS,
      signal,
      observer,
    }).catch(() => null);
    if (!this.#client) this.#retryAt = clock.monotonic() + PAUSE_MS;
    // It opened in the turn of the event loop in which it was closed.
    if (signal.aborted) await this.#client?.close();
    return signal.aborted ? null : this.#client;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#client?.close();
  }
}
