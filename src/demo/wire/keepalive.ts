import { encodeFrame, FRAME_STATUS, FRAME_TYPE, KEEPALIVE, PROGRAM } from '@virtscope/libvirt/wire';
import type { Clock } from '../../model/clock.ts';

const INTERVAL_MS = 5000;
const PINGS = 5;

/** A ping or its answer. */
export function keepaliveFrame(procedure: number): Uint8Array {
  const { message: type } = FRAME_TYPE;
  return encodeFrame({
    program: PROGRAM.keepalive,
    version: 1,
    procedure,
    type,
    serial: 0,
    status: FRAME_STATUS.ok,
  });
}

/** Watches a client that asked for it: pings after 5, 10 ... 25 silent seconds, ends the connection after 30. */
export class Keepalive {
  #heard = 0;

  /** Notes that the client sent something. */
  heard(clock: Clock): void {
    this.#heard = clock.monotonic();
  }

  /** Resolves when the client has been silent for too long; rejects when the signal ends the watch. */
  async watch(clock: Clock, ping: (frame: Uint8Array) => void, signal: AbortSignal): Promise<void> {
    this.heard(clock);
    let since = this.#heard;
    for (let pings = 0; pings <= PINGS; pings++) {
      await clock.sleep(Math.max(0, since + (pings + 1) * INTERVAL_MS - clock.monotonic()), signal);
      if (this.#heard > since) {
        since = this.#heard;
        pings = -1;
      } else if (pings < PINGS) {
        ping(keepaliveFrame(KEEPALIVE.ping));
      }
    }
  }
}
