import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../../../auth/mod.ts';
import type { Identity } from '../../../model/access/identity.ts';
import { InputError } from '../../../model/error.ts';

/** Counts the replies that hold their connection for long: streams of events and requests that wait for newer rows. */
export class StreamLimiter {
  readonly #limit: number;
  readonly #access: Pick<Access, 'isValid'>;
  readonly #open = new Map<FastifyReply, Identity | null>();

  constructor(limit: number, access: Pick<Access, 'isValid'>) {
    this.#limit = limit;
    this.#access = access;
  }

  /** Counts a reply until its end; its connection may be silent meanwhile. @throws InputError STREAMS_BUSY. */
  admit(request: FastifyRequest, reply: FastifyReply): void {
    const { size } = this.#open;
    if (size >= this.#limit) {
      const problem = `Cannot open stream: ${size} are open, at most ${this.#limit}`;
      throw new InputError('STREAMS_BUSY', problem);
    }
    this.#open.set(reply, request.identity);
    reply.raw.once('close', () => this.#open.delete(reply));
    // A connection that does not exist (tests) has no time-out either.
    request.raw.socket.setTimeout?.(0);
  }

  /** Whether a reply is one of them. */
  has(reply: FastifyReply): boolean {
    return this.#open.has(reply);
  }

  /** Ends those whose token was revoked or has expired, and those whose login has ended. */
  endInvalid(): void {
    for (const [reply, identity] of this.#open) {
      if (identity && !this.#access.isValid(identity)) reply.raw.destroy();
    }
  }
}
