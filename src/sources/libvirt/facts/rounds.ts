import type { LibvirtClient } from '@virtscope/libvirt';
import { TokenBucket } from '../../../lib/async/token-bucket.ts';
import type { Clock } from '../../../model/clock.ts';
import type { SideConnection } from '../calls/side-connection.ts';
import type { Vm } from '../vm.ts';

export interface RoundsOptions {
  readonly clock: Clock;
  readonly connection: Pick<SideConnection, 'client'>;
  /** Ends the round under way, and all others. */
  readonly signal: AbortSignal;
  /** VMs that are to be read now, in this order. */
  readonly due: () => readonly Vm[];
  /** Whether a VM may still be read, before each; the rest waits for the next tick. */
  readonly mayGoOn: () => boolean;
  readonly read: (client: LibvirtClient, vm: Vm) => Promise<void>;
}

/** VMs in the long run, so that many are read over minutes; a few at once make up for a busy moment. */
const PACE = { capacity: 10, perSecond: 50 } as const;
const PAUSE_MS = 1000 / PACE.perSecond;

/** Reads VM after VM at a pace, whatever a reading takes. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #pace: TokenBucket;
  /** The next one is the last. */
  #queue: Vm[] = [];
  /** Ends with the round; never rejects. */
  #round: Promise<void> | null = null;

  constructor(options: RoundsOptions) {
    this.#options = options;
    this.#pace = new TokenBucket({ ...PACE, monotonic: () => options.clock.monotonic() });
  }

  /** Starts a round where none is under way, else has it go on with what comes first now; never waits for it. */
  tick(): void {
    if (this.#options.signal.aborted) return;
    this.#queue = this.#options.due().toReversed();
    if (this.#round || this.#queue.length === 0) return;
    const end = (): void => void (this.#round = null);
    this.#round = this.#run().then(end, end);
  }

  /** Resolves when none is under way. */
  async ended(): Promise<void> {
    await this.#round;
  }

  async #run(): Promise<void> {
    const { clock, connection, mayGoOn, read, signal } = this.#options;
    const client = await connection.client();
    if (!client) return;
    while (!signal.aborted && !client.connection.ended && mayGoOn()) {
      if (!this.#pace.take(1)) {
        await clock.sleep(PAUSE_MS, signal);
        continue;
      }
      const vm = this.#queue.pop();
      if (!vm) return;
      await read(client, vm);
    }
  }
}
