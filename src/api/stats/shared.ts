import type { Clock } from '../../model/clock.ts';
import { InputError } from '../../model/error.ts';
import type { StatsAnswer, StatsProvider, StatsQuery } from '../../model/stats.ts';

interface Call {
  readonly answer: Promise<StatsAnswer>;
  readonly askedAt: number;
  isOpen: boolean;
}

/** How long an answer is given again to requests that ask the same. */
const sharedMs = 1000;
/** Different questions that may wait for the hypervisor at once. */
const maxOpen = 4;

/**
 * Asks a provider on behalf of many clients: the same question within a second is one call, so that ten dashboards
 * are no more load on the hypervisor than one.
 */
export class SharedStats implements StatsProvider {
  readonly #provider: StatsProvider;
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #calls = new Map<string, Call>();

  constructor(provider: StatsProvider, { clock, closing }: { clock: Clock; closing: AbortSignal }) {
    this.#provider = provider;
    this.#clock = clock;
    this.#closing = closing;
  }

  /** @throws InputError STATS_BUSY, or whatever the provider rejects with. */
  async domainStats(query: StatsQuery): Promise<StatsAnswer> {
    const now = this.#clock.monotonic();
    for (const [key, call] of this.#calls) {
      if (!call.isOpen && now - call.askedAt >= sharedMs) this.#calls.delete(key);
    }
    const key = JSON.stringify([query.vms, query.groups, query.flags]);
    const known = this.#calls.get(key);
    if (known && now - known.askedAt < sharedMs) return known.answer;
    const open = [...this.#calls.values()].filter(({ isOpen }) => isOpen).length;
    if (open >= maxOpen) {
      throw new InputError(
        'STATS_BUSY',
        `Cannot get statistics: ${open} calls wait for the hypervisor already`,
      );
    }
    const answer = this.#provider.domainStats(query, { signal: this.#closing });
    const call: Call = { answer, askedAt: now, isOpen: true };
    // An older call of the same query that is still open must still count.
    this.#calls.set(known?.isOpen ? `${key} ${now}` : key, call);
    const close = (): void => void (call.isOpen = false);
    answer.then(close, close);
    return answer;
  }
}
