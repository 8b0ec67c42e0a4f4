import { effect, signal, untracked } from '@preact/signals';
import type { Top } from '../../../src/api/wire/top.ts';
import { ApiError, getJson } from './api.ts';
import { hidden, paused } from './live.ts';
import { status } from './status.ts';
import { Trends } from './top-trends.ts';

/** What is ranked. */
export interface TopQuestion {
  readonly metric: string;
  /** The last so many seconds. */
  readonly seconds: number;
  /** Id of a host; null for all. */
  readonly host: string | null;
  /** Which machines; empty for all. */
  readonly select: string;
}

/** Machines named; the rest is one row. */
export const topRows = 25;

/** Rankings are asked again as often as samples come, but of a long window only as often as it changes visibly. */
const shortestSeconds = 5;
const perWindow = 120;

/** Address of the answer to a question. */
export function topUri({ metric, seconds, host, select }: TopQuestion): string {
  const query = new URLSearchParams({
    metric,
    start: `-${seconds}`,
    limit: String(topRows),
    ...(host !== null && { host }),
    ...(select && { select }),
  });
  return `/metrics/VM/top?${query}`;
}

/** The machines that use most of a metric, asked again while the page is seen. */
export class Ranking {
  /** What is shown, with the question it answers. */
  readonly answer = signal<{ question: TopQuestion; top: Top } | null>(null);
  readonly trends = new Trends();
  readonly problem = signal<ApiError | null>(null);
  #loading = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Follows the question. Returns the way to stop it. */
  open(question: () => TopQuestion): () => void {
    const stop = effect(() => {
      const asked = question();
      const resting = paused.value || hidden.value;
      untracked(() => {
        this.close();
        if (!resting) this.#ask(asked).catch(reportError);
      });
    });
    return () => {
      stop();
      this.close();
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#loading.abort();
  }

  async #ask(question: TopQuestion): Promise<void> {
    const { signal: left } = (this.#loading = new AbortController());
    try {
      const top = await getJson<Top>(topUri(question), left);
      if (left.aborted) return;
      this.answer.value = { question, top };
      this.problem.value = null;
      await this.trends.show(question, top, left);
    } catch (error) {
      if (left.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      // The frame shows that the server is away; what was shown stays.
      if (error.status !== 0) this.problem.value = error;
    }
    const every = Math.max(shortestSeconds, status.peek()?.step ?? 0, question.seconds / perWindow);
    const askAgain = (): void => {
      this.#ask(question).catch(reportError);
    };
    this.#timer = setTimeout(askAgain, every * 1000);
  }
}
