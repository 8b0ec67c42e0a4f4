/** A control call that this program made (`out`) or served (`in`), when it has ended. */
export interface Call {
  /** The protocol. */
  readonly interface: 'libvirt' | 'http';
  /** What answers. */
  readonly service: 'libvirtd' | 'virtscope';
  readonly direction: 'out' | 'in';
  /** A procedure, or method and pattern of a route: never an address that was asked for, which may have secrets. */
  readonly method: string;
  /** Of a call that was made the id of its source; of one that was served where it comes from. Null: not known. */
  readonly peer: string | null;
  readonly outcome: CallOutcome;
  /** The protocol's own code of an outcome that is not ok; null where it has none. */
  readonly code: string | null;
  /** Monotonic ms; null where the answer waits on purpose: a stream, or a request that waits for news. */
  readonly latencyMs: number | null;
  /** Bytes that this program sent and received for it; null where they are not known. */
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
}

/** `cancelled` by who called, `closed` with the connection. */
export type CallOutcome = (typeof callOutcomes)[number];
export const callOutcomes = ['ok', 'error', 'timeout', 'cancelled', 'closed'] as const;

/** Called with each call when it has ended; does not throw. */
export type OnCall = (call: Call) => void;
