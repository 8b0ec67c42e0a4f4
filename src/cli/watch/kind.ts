import type { Paint } from '../terminal/paint.ts';

/** A kind of records that a server has a log of. */
export interface RecordKind<R extends { readonly id: string }> {
  /** Path of the list, and its name in an answer. */
  readonly list: 'messages' | 'logs';
  /** Name of the event that is one of them, and what people call it. */
  readonly event: 'message' | 'line';
  /** Whether a server that may be any has sent one, as far as it is shown. */
  readonly isRecord: (data: unknown) => data is R;
  /** One in a line for people. */
  readonly toLine: (record: R, paint: Paint) => string;
}
