import type { StepResult } from '../../../../src/api/wire/sources.ts';
import { ask } from '../api.ts';
import { posted, type NewSource } from './connections.ts';

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
  let text = '';
  for (;;) {
    const { done = true, value = '' } = (await reader?.read()) ?? {};
    if (done) return;
    text += value;
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const block of whole) {
      const event = /^event: ?(.*)$/m.exec(block)?.[1] ?? 'message';
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield { event, data: JSON.parse(data) as unknown };
    }
  }
}
