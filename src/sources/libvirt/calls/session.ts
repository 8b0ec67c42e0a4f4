import {
  ConnectionClosedError,
  DeadlineError,
  LibvirtError,
  NotLibvirtError,
  ProtocolError,
  SshError,
  type CallObserver,
  type DomainEvent,
  type LibvirtClient,
} from '@virtscope/libvirt';
import { Backoff } from '../../../lib/async/backoff.ts';
import { within } from '../../../lib/async/deadline.ts';
import { cutText } from '../../../lib/text/cut-text.ts';
import type { Clock } from '../../../model/clock.ts';
import { CONNECT_DEADLINE_MS } from '../config.ts';
import { LIMITS } from '../limits.ts';
import { isElsewhere, openDaemon } from './open-daemon.ts';

/** Events after which the inventory or facts are read again; those that a daemon lacks are left out. */
const kinds = [
  'lifecycle',
  'device-added',
  'device-removed',
  'agent-lifecycle',
  'metadata-change',
  'disk-change',
  'nic-mac-change',
  'vcpu-removed',
  'block-job-2',
  'job-completed',
  'migration-iteration',
  'balloon-change',
] as const;

export interface SessionOptions {
  readonly uri: string;
  readonly clock: Clock;
  /** @default Math.random */
  readonly random?: () => number;
  readonly observer?: CallObserver | undefined;
  readonly onEvent: (event: DomainEvent) => void;
  /** The connection was lost: the inventory is out of date until it is listed again. */
  readonly onLost: (reason: string) => void;
}

/** Pauses before a daemon that does not speak the protocol, or that is on another machine, is connected again. */
const PAUSE = { firstMs: 1000, longestMs: 60_000 } as const;

/**
 * The one read-only connection to a daemon: opened when needed, dropped when it breaks. It is never retried by
 * itself; the next poll tries again, after a growing pause where the daemon did not speak the protocol and where it is
 * on another machine: each login costs the host, and one that is refused may be counted as an attack.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #backoff: Backoff;
  readonly #closed = new AbortController();
  #client: LibvirtClient | null = null;
  /** Ends with the connection; never rejects. */
  #listening: Promise<void> | null = null;
  /** The attempt in progress. */
  #opening: Promise<void> | null = null;
  #reason: string | null = 'not connected yet';
  /** Monotonic ms at which the connection was opened, and before which no other is opened. */
  #openedAt = 0;
  #retryAt = -Infinity;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ ...PAUSE, random: options.random ?? Math.random });
  }

  /** Null while the daemon cannot be reached. */
  get client(): LibvirtClient | null {
    return this.#client;
  }

  /** Why there is no connection; null when there is one. */
  get reason(): string | null {
    return this.#reason;
  }

  /**
   * Makes sure of a connection, with one attempt, and waits for it so long; false when there is none. An attempt that takes
   * longer goes on: the next poll may find the connection.
   *
   * @throws the signal's reason
   */
  async connect(waitMs: number, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    if (this.#client) return true;
    if (this.#closed.signal.aborted) return false;
    if (!this.#opening && clock.monotonic() < this.#retryAt) return false;
    this.#opening ??= this.#open();
    await within(this.#opening, waitMs, clock, signal);
    return this.#client !== null;
  }

  /** Never rejects. */
  async #open(): Promise<void> {
    const closed = this.#closed.signal;
    const { uri, clock, observer } = this.#options;
    try {
      const client = await openDaemon(uri, {
        readOnly: true,
        deadlineMs: CONNECT_DEADLINE_MS,
        signal: closed,
        observer,
      });
      // The connection opened in the turn of the event loop in which the session was closed.
      if (closed.aborted) return await client.close();
      this.#client = client;
      this.#openedAt = clock.monotonic();
      this.#set(null);
      this.#listening = Promise.all([
        client.connection.closed.then((error) => this.#lost(client, error)),
        this.#listen(client),
      ]).then(() => undefined);
    } catch (error) {
      if (closed.aborted) return;
      if (isNonsense(error) || isElsewhere(uri)) this.#pause();
      this.#set(error instanceof Error ? error.message : String(error));
    } finally {
      this.#opening = null;
    }
  }

  /** Begins to connect now, without the rest of the pause; the next poll finds the connection. */
  retry(): void {
    if (this.#client || this.#closed.signal.aborted) return;
    this.#retryAt = -Infinity;
    this.#backoff.reset();
    this.#opening ??= this.#open();
  }

  /** Ends the connection, or the attempt in progress to open one. No connection is opened afterwards. */
  async close(): Promise<void> {
    this.#closed.abort();
    const client = this.#client;
    this.#client = null;
    await client?.close();
    await this.#opening;
    await this.#listening;
  }

  /** Events are optional: a daemon that refuses them is polled all the same. */
  async #listen(client: LibvirtClient): Promise<void> {
    try {
      for await (const event of await client.events(kinds)) this.#options.onEvent(event);
    } catch (error) {
      // After any other error events would be missing from now on, unnoticed.
      if (!isOperational(error)) client.connection.fail(error as Error);
    }
  }

  #lost(client: LibvirtClient, error: ConnectionClosedError): void {
    if (this.#client !== client) return;
    this.#client = null;
    const { cause, reason } = error;
    if (reason === 'protocol' || cause instanceof SshError) this.#pause();
    const { message } = cause instanceof SshError ? cause : error;
    this.#set(message);
    this.#options.onLost(message);
  }

  /** Sets the pause before the next attempt; the pauses begin again after a connection that lasted. */
  #pause(): void {
    const now = this.#options.clock.monotonic();
    if (now - this.#openedAt > PAUSE.longestMs) this.#backoff.reset();
    this.#retryAt = now + this.#backoff.next();
  }

  #set(reason: string | null): void {
    this.#reason = reason && cutText(reason, LIMITS.labelLength);
  }
}

/** Whether the other side answered without speaking the protocol. */
function isNonsense(error: unknown): boolean {
  if (error instanceof ConnectionClosedError) return error.reason === 'protocol';
  return error instanceof ProtocolError || error instanceof NotLibvirtError;
}

function isOperational(error: unknown): boolean {
  return (
    error instanceof ConnectionClosedError || error instanceof DeadlineError || error instanceof LibvirtError
  );
}
