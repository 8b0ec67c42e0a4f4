import { effect, signal } from '@preact/signals';
import { ApiError, isPassing } from './api.ts';
import { now } from './clock.ts';
import { append, join, type Columns } from './columns.ts';
import { hidden, paused } from './live.ts';
import { stepFor } from './rows-step.ts';
import { firstStatus, historyBegins, status } from './status.ts';
import { isLive, newestEnd, oldestStart, range, type Range } from '../view/window.ts';

/** What rows are asked for: `start` as the API takes it, `end` null for now, `step` null for the finest. */
export interface Asked {
  readonly start: string;
  readonly end: number | null;
  readonly step: number | null;
  /** Rows may be coarser than samples: what they hide between their ends is wanted too. */
  readonly bands: boolean;
}

export interface Sample {
  readonly time: number;
  readonly values: Readonly<Record<string, number | null>>;
  readonly reasons: Readonly<Record<string, string>>;
}

interface Wiring {
  /** Class whose history is asked. */
  readonly class: string;
  readonly ask: (asked: Asked, signal: AbortSignal) => Promise<Columns>;
  readonly failed: (error: ApiError) => void;
}

/** Seconds after the end of a row at which it can be asked for: its last samples must have come. */
const settle = 2;
const retrySeconds = 15;
/** Timers take no more. */
const longestTimer = 2 ** 31 - 1;

/** The rows the charts of a page draw: asked for once a range, then grown by samples or by whole new rows. */
export class ChartRows {
  readonly #wiring: Wiring;
  /** Changed in place, so its holder is a new one each time. */
  readonly #held = signal<{ held: Columns } | null>(null);
  /** Rows shown are of an earlier range, until the answer comes. */
  readonly pending = signal(true);
  #range: Range | null = null;
  #early: Sample[] = [];
  #loading = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  /** Null before the first answer. Reading it follows it. */
  get columns(): Columns | null {
    return this.#held.value?.held ?? null;
  }

  /** Shows another range; the rows on screen stay until the new ones have arrived. */
  async show(wanted: Range): Promise<void> {
    this.close();
    const { signal: left } = (this.#loading = new AbortController());
    this.#range = wanted;
    this.#early = [];
    this.pending.value = true;
    if (!isLive(wanted)) await firstStatus.promise;
    if (left.aborted) return;
    await this.#guard(left, async () => {
      const held = await this.#wiring.ask(this.#asked(wanted), left);
      // Rows as fine as samples hide nothing.
      if (isFinest(held)) for (const column of held.byMetric.values()) column.band = null;
      for (const sample of this.#early.splice(0)) this.#append(held, sample);
      this.#set(held);
      this.pending.value = false;
      this.#expectRow(held, left);
    });
  }

  close(): void {
    this.#loading.abort();
    clearTimeout(this.#timer);
  }

  /** A sample of the stream: a row of its own where rows are as fine as samples. */
  take(sample: Sample): void {
    if (this.#range?.still !== null) return;
    const held = this.#held.peek()?.held;
    if (this.pending.peek() || !held) return void this.#early.push(sample);
    if (!isFinest(held)) return;
    this.#append(held, sample);
    this.#set(held);
  }

  /** Fetches what the stream missed. */
  async catchUp(): Promise<void> {
    const held = this.#held.peek()?.held;
    if (!this.#range || this.#range.still || this.pending.peek()) return;
    if (!held || held.times.length === 0) return this.show(this.#range);
    await this.#more(held, this.#loading.signal).catch(() => {
      // The stream is open or retrying; the hole stays a gap.
    });
  }

  #append(held: Columns, { time, values, reasons }: Sample): void {
    if (isFinest(held)) append(held, time, values, reasons, this.#range?.seconds ?? 0);
  }

  #set(held: Columns): void {
    this.#held.value = { held };
    if (this.#range !== range.peek()) return;
    oldestStart.value = historyBegins(this.#wiring.class);
    if (!this.#range.still) newestEnd.value = held.times.at(-1) ?? null;
  }

  #asked({ seconds, still }: Range): Asked {
    const begins = historyBegins(this.#wiring.class);
    const end = still?.to ?? now.peek();
    // What is before the beginning needs no rows, so that a young history gets finer ones.
    const known = end - Math.max(still?.from ?? end - seconds, begins ?? 0);
    const live = this.#range !== null && isLive(this.#range);
    return {
      // Before the server's now: an archive of just this length reaches back to that, not to a second more.
      start: still ? String(still.from) : `-${seconds}`,
      end: still ? end : null,
      step: live ? null : stepFor(known, status.peek()?.step ?? 1),
      bands: !live,
    };
  }

  /** Rows that samples do not make are asked for when they are due, one request a row. */
  #expectRow(held: Columns, left: AbortSignal): void {
    const last = held.times.at(-1);
    if (this.#range?.still !== null || isFinest(held) || left.aborted) return;
    const due = last === undefined ? retrySeconds : last + held.step + settle - now.peek();
    // Overdue: its source is slow or down.
    this.#later(due > 0 ? Math.max(due, settle) : retrySeconds, left, async () => {
      await this.#more(held, left);
      this.#expectRow(held, left);
    });
  }

  async #more(held: Columns, left: AbortSignal): Promise<void> {
    const start = (held.times.at(-1) ?? now.peek()) - (isFinest(held) ? held.step : 0);
    const asked = { start: start.toFixed(3), end: null, step: held.step, bands: !isFinest(held) };
    const newer = await this.#wiring.ask(asked, left);
    if (left.aborted || newer.step !== held.step) return;
    join(held, newer, this.#range?.seconds ?? 0);
    this.#set(held);
  }

  #later(seconds: number, left: AbortSignal, run: () => Promise<void>): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        whenWatched(left, () => {
          run().catch(() => {
            if (!left.aborted) this.#later(retrySeconds, left, run);
          });
        });
      },
      Math.min(seconds * 1000, longestTimer),
    );
  }

  async #guard(left: AbortSignal, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (left.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.#wiring.failed(error);
      const wanted = this.#range;
      // The server is away or busy, which passes; a refusal stays.
      if (wanted && isPassing(error)) this.#later(settle, left, () => this.show(wanted));
    }
  }
}

/** What is asked, as parameters of the API. */
export function queryOf({ start, end, step, bands }: Asked): Record<string, string> {
  return {
    start,
    ...(end !== null && { end: String(end) }),
    ...(step !== null && { step: String(step) }),
    ...(bands && { cf: 'AVERAGE,MIN,MAX' }),
  };
}

/** Whether rows are as fine as the samples of a stream. */
function isFinest({ step }: Columns): boolean {
  return step < 1.5 * (status.peek()?.step ?? step);
}

/** Runs once the page is seen: not while the screen is frozen or the tab hidden. */
function whenWatched(left: AbortSignal, run: () => void): void {
  if (!paused.peek() && !hidden.peek()) return run();
  const stop = effect(() => {
    if (paused.value || hidden.value) return;
    queueMicrotask(() => {
      stop();
      if (!left.aborted) run();
    });
  });
  left.addEventListener('abort', stop);
}
