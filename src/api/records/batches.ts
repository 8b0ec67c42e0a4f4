import type { Numbered, Test } from '../../streams/mod.ts';
import type { StreamType } from '../http/streams/follow.ts';
import type { RecordKind } from './kind.ts';
import { writers } from './write.ts';

/** Records that are written at once. */
const most = 100;

/** What is behind a cursor, as text of a stream. */
export interface Batch {
  readonly from: string;
  /** '' where nothing is meant. */
  readonly text: string;
  /** Where the next one goes on. */
  readonly cursor: string;
  /** Nothing was behind that when it was read. */
  readonly isEnd: boolean;
}

/** Batches of one type of stream: readers with the same filter, which are woken together, share theirs. */
export class Batches<R extends Numbered> {
  readonly #kind: RecordKind<R>;
  readonly #type: StreamType;
  readonly #newest = new WeakMap<Test<R>, Batch>();

  constructor(kind: RecordKind<R>, type: StreamType) {
    this.#kind = kind;
    this.#type = type;
  }

  after(from: string, isMeant: Test<R>): Batch {
    const newest = this.#newest.get(isMeant);
    // Later records change nothing of what has an end.
    if (newest?.from === from && newest.cursor !== from) return newest;
    const batch = this.#read(from, isMeant);
    this.#newest.set(isMeant, batch);
    return batch;
  }

  #read(from: string, isMeant: Test<R>): Batch {
    const { contentsOf, event, log } = this.#kind;
    const write = writers[this.#type];
    const { records, gap, start, cursor, isEnd } = log.after(from, most, isMeant);
    const lines = records.map((record) => {
      const id = log.idOf(record);
      return write(event, { id, ...contentsOf(record) }, id);
    });
    if (gap !== 0) lines.unshift(write('gap', { gap }, start));
    return { from, text: lines.join(''), cursor, isEnd };
  }
}
