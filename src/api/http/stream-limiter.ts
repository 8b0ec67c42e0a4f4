import type { FastifyReply, FastifyRequest } from 'fastify';
import { InputError } from '../../model/error.ts';

/** Counts the replies that hold their connection for long: streams of events and requests that wait for newer rows. */
export class StreamLimiter {
  readonly #limit: number;
  #open = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a reply until its end; its connection may be silent meanwhile. @throws InputError STREAMS_BUSY. */
  admit(request: FastifyRequest, reply: FastifyReply): void {
    if (this.#open >= this.#limit) {
      const problem = `Cannot open stream: ${this.#open} are open, at most ${this.#limit}`;
      throw new InputError('STREAMS_BUSY', problem);
    }
    this.#open++;
    reply.raw.once('close', () => this.#open--);
    // A connection that does not exist (tests) has no time-out either.
    request.raw.socket.setTimeout?.(0);
  }
}
