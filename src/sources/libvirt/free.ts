import type { LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../model/clock.ts';
import { FREE_GROUPS } from './config.ts';
import { Slots, within } from './slots.ts';

/**
 * The groups that need no monitor, of all VMs in one call: about a millisecond, hung QEMU or not. It can wait for a
 * VM that is being torn down; then it is left alone until it is answered and nothing else is asked in its place.
 */
export class FreeLane {
  readonly #clock: Clock;
  readonly #slots: Slots;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#slots = new Slots(1, clock);
  }

  get overdue(): number {
    return this.#slots.overdue;
  }

  /** Hands over the reply if it comes before monotonic time `until`; a failed call hands over nothing. */
  async read(
    client: LibvirtClient,
    until: number,
    take: (payload: Uint8Array, timeMs: number) => void,
  ): Promise<void> {
    const ask = (): Promise<Uint8Array> =>
      client.getAllDomainStatsRaw(FREE_GROUPS, 0, { deadlineMs: Infinity });
    const call = await this.#slots.send(ask, this.#clock.monotonic());
    if (!call) return;
    await within(call.answer, until - this.#clock.monotonic(), this.#clock);
    if (!call.settled) return this.#slots.markOverdue(call);
    const payload = await call.answer.catch(() => null);
    if (payload) take(payload, call.startedAt);
  }
}
