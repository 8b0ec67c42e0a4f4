import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import type { Clock } from '../../model/clock.ts';

/** Work on an answer before the event loop turns. */
const TURN_MS = 5;

/** Does work on an answer; the event loop turns while it goes on. Rejects with the signal's reason when that aborts. */
export async function answerInSlices<T>(
  work: Iterator<void, T>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<T> {
  const yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
  return inSlices(work, yielder, signal);
}
