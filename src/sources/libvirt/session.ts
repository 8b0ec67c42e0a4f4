import { ConnectionClosedError, open, type DomainEvent, type LibvirtClient } from '@virtscope/libvirt';
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
      this.#set(null);
      void client.connection.closed.then((error) => this.#lost(client, error));
      await this.#listen(client, deadlineMs);
      return this.#client === client;
    } catch (error) {
      this.#client = null;
      this.#set(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.close();
  }

  async #listen(client: LibvirtClient, deadlineMs: number): Promise<void> {
    const events = await client.events(kinds, { deadlineMs });
    const read = async (): Promise<void> => {
      for await (const event of events) this.#options.onEvent(event);
    };
    void read().catch((error: unknown) => {
      if (!(error instanceof ConnectionClosedError)) throw error;
    });
  }

  #lost(client: LibvirtClient, error: Error): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#set(error.message);
    this.#options.onLost(error.message);
  }

  #set(reason: string | null): void {
    if ((reason === null) !== (this.#reason === null)) this.#since = this.#options.clock.now();
    this.#reason = reason;
  }
}
