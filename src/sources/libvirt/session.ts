import {
  ConnectionClosedError,
  DeadlineError,
  LibvirtError,
  open,
  type DomainEvent,
  type LibvirtClient,
} from '@virtscope/libvirt';
import { runInBackground } from '../../lib/background.ts';
import type { Clock } from '../../model/clock.ts';

/** Events that say the inventory changed; what a daemon lacks is left out. */
const kinds = ['lifecycle', 'device-added', 'device-removed', 'agent-lifecycle'] as const;

export interface SessionOptions {
  readonly uri: string;
  readonly clock: Clock;
  readonly onEvent: (event: DomainEvent) => void;
  /** The connection ended by itself: what was known is out of date until it is listed again. */
  readonly onLost: (reason: string) => void;
}

/** The one read-only connection to a daemon: opened when needed, dropped when it breaks, never retried by itself. */
export class Session {
  readonly #options: SessionOptions;
  #client: LibvirtClient | null = null;
  #reason: string | null = 'not connected yet';
  #since: number;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#since = options.clock.now();
  }

  /** Null while the daemon cannot be reached. */
  get client(): LibvirtClient | null {
    return this.#client;
  }

  /** Why there is no connection; null when there is one. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Epoch ms of the last change. */
  get since(): number {
    return this.#since;
  }

  /** Makes sure of a connection, with one attempt; false when the daemon cannot be reached. */
  async connect(deadlineMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.#client) return true;
    try {
      const client = await open(this.#options.uri, { deadlineMs, signal });
      this.#client = client;
      this.say(null);
      const lose = (error: unknown): void => this.#lost(client, error as Error);
      client.connection.closed.then(lose, lose);
      runInBackground(this.#listen(client), lose);
      return true;
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** Why nothing can be read although there is a connection; null when all is well. */
  say(reason: string | null): void {
    if ((reason === null) !== (this.#reason === null)) this.#since = this.#options.clock.now();
    this.#reason = reason;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.close();
  }

  /** Events are a help, not a condition: a daemon that refuses them is listed all the same. */
  async #listen(client: LibvirtClient): Promise<void> {
    try {
      for await (const event of await client.events(kinds)) this.#options.onEvent(event);
    } catch (error) {
      if (!isWeather(error)) throw error;
    }
  }

  #lost(client: LibvirtClient, error: Error): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.say(error.message);
    this.#options.onLost(error.message);
  }
}

function isWeather(error: unknown): boolean {
  return (
    error instanceof ConnectionClosedError || error instanceof DeadlineError || error instanceof LibvirtError
  );
}
