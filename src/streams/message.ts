import type { Call } from '../model/streams/call.ts';

/** A control call, as it is kept. */
export interface Message extends Call {
  /** One more than that of the message before it in this run of the program; the first has 1. */
  readonly sequence: number;
  /** Epoch ms at which it ended. */
  readonly time: number;
  /** Contents: null, none are kept yet. */
  readonly payload: null;
}

/** Bytes of a message without its texts: an object, numbers, a place in the log. */
const FIXED_BYTES = 200;

/** Memory that a message keeps, roughly: texts are mostly shared, and counted all the same. */
export function bytesOf({ method, peer, code }: Call): number {
  return FIXED_BYTES + method.length + (peer?.length ?? 0) + (code?.length ?? 0);
}
