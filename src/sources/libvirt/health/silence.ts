import type { LibvirtClient } from '@virtscope/libvirt';

/** Polls without any answer after which a daemon counts as silent: one may meet a moment in which it is busy. */
const POLLS = 2;

/**
 * Notices a daemon that answers no call at all, long before its connection ends: 25 s by the protocol's keepalive. One call
 * that waits for one VM is no silence, as the others are answered.
 */
export class Silence {
  #client: LibvirtClient | null = null;
  #answered = 0;
  #polls = 0;

  /** Whether it is silent, at the end of a poll. */
  note(client: LibvirtClient): boolean {
    const { answered } = client.connection;
    const isSame = client === this.#client && answered === this.#answered;
    this.#polls = isSame ? this.#polls + 1 : 0;
    this.#client = client;
    this.#answered = answered;
    return this.#polls >= POLLS;
  }
}
