import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import type { Clock } from '../../model/clock.ts';

/** Longest work between two turns of the event loop; well below the promised 50 ms, as other work runs in a turn too. */
const budgetMs = 5;
/** Characters written to the socket at once. */
const chunkLength = 64 * 1024;
/** Samples between two looks at the time. */
const stride = 128;

/** A family about to be written: its head, and its samples by number. '' = left out. */
export interface Block {
  readonly head: string;
  readonly count: number;
  readonly sample: (i: number) => string;
}

/** Measures the turns of one exposition. */
export function scrapeYielder(clock: Clock): EventLoopYielder {
  return new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
}

/** A family as chunks of text, without its head when it has no samples; the event loop turns every few milliseconds. */
export async function* writeBlock(
  { head, count, sample }: Block,
  yielder: EventLoopYielder,
): AsyncGenerator<string, void, undefined> {
  let text = '';
  let isBegun = false;
  for (let i = 0; i < count; i++) {
    const line = sample(i);
    if (line && !isBegun) text += head;
    isBegun ||= line !== '';
    text += line;
    if (text.length > chunkLength) {
      yield text;
      text = '';
    }
    if (i % stride === 0 && yielder.isDue()) await yielder.pause();
  }
  if (text) yield text;
}
