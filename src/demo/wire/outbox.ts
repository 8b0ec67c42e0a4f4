import type { Socket } from 'node:net';
import { runInBackground } from '../../lib/async/background.ts';

/** A client that leaves so many messages unread is cut off. */
const MOST_WAITING = 10_000;

/** Sends whole frames one after another: a long one is made piece by piece as the client takes it. */
export class Outbox {
  readonly #socket: Socket;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * Sends one frame, given in pieces, and resolves when the kernel has taken the last. A piece may use the memory
   * of the one before. Resolves too when the client is gone.
   */
  send(pieces: Iterable<Uint8Array>): Promise<void> {
    this.#waiting++;
    if (this.#waiting > MOST_WAITING) this.#socket.destroy();
    this.#last = this.#last.then(() => this.#send(pieces)).finally(() => this.#waiting--);
    return this.#last;
  }

  /** As {@link send}, for a frame whose sender does not wait: one that cannot be made ends the connection. */
  post(pieces: Iterable<Uint8Array>): void {
    runInBackground(this.send(pieces), (error) => this.#socket.destroy(error as Error));
  }

  async #send(pieces: Iterable<Uint8Array>): Promise<void> {
    let turn = Promise.resolve();
    for (const piece of pieces) {
      // A turn of the loop between two pieces lets other clients be served.
      await turn;
      if (!this.#socket.writable) return;
      await new Promise<void>((resolve) => this.#socket.write(piece, () => resolve()));
      turn = new Promise((resolve) => setImmediate(resolve));
    }
  }
}
