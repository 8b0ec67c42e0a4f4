import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { numbers } from '../../lib/text/json.ts';
import type { Clock } from '../../model/clock.ts';

/** Text in small chunks, made as they are asked for: what is long need not be made in one go. */
export type JsonChunks = Iterable<string>;

/** Text handed to the socket at once. */
const chunkLength = 64 * 1024;
/** Numbers in a chunk: well under a millisecond of work. */
const slice = 2048;
/** Longest stretch of work between two turns of the event loop. */
const budgetMs = 5;

/** A JSON object of members whose values are JSON texts. */
export function* objectChunks(members: Iterable<readonly [name: string, json: JsonChunks]>): JsonChunks {
  let before = '{';
  for (const [name, json] of members) {
    yield `${before}${JSON.stringify(name)}:`;
    // A string is an iterable too, of its characters.
    if (typeof json === 'string') yield json;
    else yield* json;
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

/** A JSON array of numbers, NaN as null: with six significant digits, or exact. */
export function* numberChunks(values: Float64Array, isExact = false): JsonChunks {
  const write = isExact ? exact : numbers;
  if (values.length <= slice) {
    yield write(values); // fast path
    return;
  }
  for (let from = 0; from < values.length; from += slice) {
    const json = write(values.subarray(from, from + slice));
    yield `${from === 0 ? '[' : ','}${json.slice(1, -1)}`;
  }
  yield ']';
}

/** A JSON array of values, a chunk for each. */
export function* listChunks<T>(
  values: Iterable<T>,
  toJson: (value: T) => string = JSON.stringify,
): JsonChunks {
  let before = '[';
  for (const value of values) {
    yield before + toJson(value);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

/**
 * Sends what is short as a whole; what is long as it is made, while the event loop turns every few milliseconds. The work
 * ends when the reader leaves.
 */
export function sendChunks(reply: FastifyReply, chunks: JsonChunks, clock: Clock): FastifyReply {
  const joined = new SocketChunks(chunks, clock);
  const first = joined.next(false);
  if (first.isLast) return reply.send(first.text);
  return reply.send(asStream(joined.after(first.text)));
}

/** Sends chunks as they are made, however short, like {@link sendChunks}: without a length, and without a charset. */
export function streamChunks(reply: FastifyReply, chunks: JsonChunks, clock: Clock): FastifyReply {
  return reply.send(asStream(new SocketChunks(chunks, clock).after('')));
}

/** A body that is made no faster than it is read. */
export function asStream(chunks: AsyncIterable<string | Uint8Array>): Readable {
  return Readable.from(chunks, { highWaterMark: 2 });
}

/** Small chunks joined to what is handed to the socket at once. */
class SocketChunks {
  readonly #chunks: Iterator<string>;
  readonly #yielder: EventLoopYielder;

  constructor(chunks: JsonChunks, clock: Clock) {
    this.#chunks = chunks[Symbol.iterator]();
    this.#yielder = new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
  }

  /** The next chunk; where it `breathes`, no more than there is time for in this turn. */
  next(breathes: boolean): { text: string; isLast: boolean } {
    let text = '';
    while (text.length < chunkLength) {
      const { done, value } = this.#chunks.next();
      if (done) return { text, isLast: true };
      text += value;
      if (breathes && this.#yielder.isDue()) break;
    }
    return { text, isLast: false };
  }

  async *after(first: string): AsyncGenerator<string, void, undefined> {
    let text = first;
    for (let isLast = false; ;) {
      if (text.length >= chunkLength || (isLast && text)) {
        yield text;
        text = '';
      }
      if (isLast) return;
      if (this.#yielder.isDue()) await this.#yielder.pause();
      const next = this.next(true);
      text += next.text;
      isLast = next.isLast;
    }
  }
}

function exact(values: Float64Array): string {
  return JSON.stringify(Array.from(values));
}
