import { createParser } from 'eventsource-parser';
import type { StepResult } from '../../../../src/api/wire/sources.ts';
import { ask } from '../api.ts';
import { posted } from '../posted.ts';
import type { NewSource } from './connections.ts';

/** How a test of a connection goes. */
export interface Trial {
  /** Those that ended, in order. */
  readonly steps: readonly StepResult[];
  /** Whether it could be read; null while the test goes on. */
  readonly ok: boolean | null;
}

/** Tests a connection without keeping it; `take` gets what is known after each step. Throws {@link ApiError}. */
export async function tryOut(
  source: NewSource,
  take: (trial: Trial) => void,
  signal: AbortSignal,
): Promise<void> {
  const steps: StepResult[] = [];
  let ok: boolean | null = null;
  take({ steps, ok });
  const answer = await ask('/sources/test', posted(source, 'text/event-stream', signal));
  for await (const { event, data } of eventsOf(answer)) {
    if (event === 'step') steps.push(data as StepResult);
    if (event === 'end') ({ ok } = data as { ok: boolean });
    take({ steps, ok });
  }
  // The connection to virtscope broke off.
  if (ok === null) take({ steps, ok: false });
}

/** Events of a stream that is an answer, which EventSource cannot ask for with a body. */
async function* eventsOf(answer: Response): AsyncGenerator<{ event: string; data: unknown }> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const events: { event: string; data: unknown }[] = [];
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => void events.push({ event, data: JSON.parse(data) as unknown }),
  });
  for (;;) {
    const { done = true, value = '' } = (await reader?.read()) ?? {};
    if (done) return;
    parser.feed(value);
    yield* events.splice(0);
  }
}
