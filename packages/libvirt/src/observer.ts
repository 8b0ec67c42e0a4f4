import type { ProcedureName } from './procedures.ts';

/** How a call ended: `cancelled` by the caller's signal, `closed` with the connection. */
export type CallOutcome = 'ok' | 'error' | 'timeout' | 'cancelled' | 'closed';

/** A call that has ended for its caller; the answer that comes after that is not reported. */
export interface FinishedCall {
  readonly procedure: ProcedureName;
  /** Null where it never left the queue. */
  readonly serial: number | null;
  /** Bytes of its frame and of the answer's, their headers included. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly outcome: CallOutcome;
  /** Of an error: as `LibvirtError.code`, or `PROTOCOL` for an answer that makes no sense; else null. */
  readonly code: string | null;
  /** Monotonic milliseconds since it was sent, or since it was asked for where it never left the queue. */
  readonly latencyMs: number;
}

/** Called with each call when it has ended, before its caller goes on; must not throw. */
export type CallObserver = (call: FinishedCall) => void;

interface ObservationOptions {
  readonly observer: CallObserver;
  readonly procedure: ProcedureName;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** What is noted of one call on its way. */
export class Observation {
  readonly #options: ObservationOptions;
  #startedAt: number;
  #serial: number | null = null;
  #bytesSent = 0;

  constructor(options: ObservationOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  sent(serial: number, bytes: number): void {
    this.#serial = serial;
    this.#bytesSent = bytes;
    this.#startedAt = this.#options.now();
  }

  ended(outcome: CallOutcome, bytesReceived = 0, code: string | null = null): void {
    const { observer, procedure, now } = this.#options;
    const latencyMs = now() - this.#startedAt;
    observer({
      procedure,
      serial: this.#serial,
      bytesSent: this.#bytesSent,
      bytesReceived,
      outcome,
      code,
      latencyMs,
    });
  }
}

/** How a call ends that its caller gives up: the deadline of a signal is one too. */
export function givenUp(error: unknown): CallOutcome {
  const { name } = (error ?? {}) as { name?: unknown };
  return name === 'DeadlineError' || name === 'TimeoutError' ? 'timeout' : 'cancelled';
}
