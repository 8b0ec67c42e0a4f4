import { LibvirtError, ProtocolError } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { SerialCalls } from './serial-calls.ts';

/** How reading the list went; the refusal when the daemon refused. */
export type ListOutcome = 'read' | 'late' | LibvirtError;

/**
 * Calls in the groups that need no monitor: the list of all VMs takes about a millisecond, hung QEMU or not. Such a call
 * can wait for a VM that is being torn down; then it is left alone until it is answered, and none is sent in its place.
 */
export class ListCalls {
  readonly #clock: Clock;
  readonly #calls: SerialCalls;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#calls = new SerialCalls(clock);
  }

  get overdue(): number {
    return this.#calls.overdue;
  }

  /**
   * Reads the list of all VMs; `take` gets the reply if it comes before monotonic time `until`.
   * @throws {ProtocolError} when the reply, or what `take` reads in it, makes no sense
   */
  async read(
    call: () => Promise<Uint8Array>,
    until: number,
    take: (payload: Uint8Array, timeMs: number) => void | Promise<void>,
  ): Promise<ListOutcome> {
    const timeMs = this.#clock.monotonic();
    const payload = await this.ask(call, until);
    if (payload instanceof ProtocolError) throw payload;
    if (payload instanceof LibvirtError) return payload;
    if (payload === null) return 'late';
    await take(payload, timeMs);
    return 'read';
  }

  /** Sends a call that needs no monitor; null when it is late, lost, or the call before it is still under way. */
  ask<T>(call: () => Promise<T>, until: number): Promise<T | LibvirtError | ProtocolError | null> {
    return this.#calls.ask(call, until);
  }
}
