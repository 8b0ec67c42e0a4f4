import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { Breather } from '../lib/breather.ts';
import { numbers } from '../lib/json.ts';
import type { Clock } from '../model/clock.ts';

/** Text in small pieces, made as they are asked for: what is long need not be made in one go. */
export type Pieces = Iterable<string>;

/** Text handed to the socket at once. */
const chunkLength = 64 * 1024;
/** Numbers in a piece: well under a millisecond of work. */
const slice = 2048;
/** Longest stretch of work between two turns of the event loop. */
const budgetMs = 5;

/** A JSON object of members whose values are JSON texts. */
export function* objectPieces(members: Iterable<readonly [name: string, json: Pieces]>): Pieces {
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
export function* numberPieces(values: Float64Array, isExact = false): Pieces {
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

/** Sends what is short as a whole; what is long as it is made, while the event loop turns every few milliseconds. */
export function sendPieces(reply: FastifyReply, pieces: Pieces, clock: Clock): FastifyReply {
  const iterator = pieces[Symbol.iterator]();
  const first = chunk(iterator);
  if (first.isLast) return reply.send(first.text);
  return reply.send(Readable.from(chunks(first.text, iterator, clock), { highWaterMark: 2 }));
}

async function* chunks(first: string, iterator: Iterator<string>, clock: Clock): AsyncGenerator<string> {
  const breather = new Breather({ budgetMs, monotonic: () => clock.monotonic() });
  yield first;
  for (let isLast = false; !isLast;) {
    const next = chunk(iterator);
    isLast = next.isLast;
    if (next.text) yield next.text;
    if (breather.isDue()) await breather.pause();
  }
}

function chunk(iterator: Iterator<string>): { text: string; isLast: boolean } {
  let text = '';
  while (text.length < chunkLength) {
    const { done, value } = iterator.next();
    if (done) return { text, isLast: true };
    text += value;
  }
  return { text, isLast: false };
}

function exact(values: Float64Array): string {
  return JSON.stringify(Array.from(values));
}
