import { Backoff } from '../../lib/async/backoff.ts';
import { within } from '../../lib/async/deadline.ts';
import type { Clock } from '../../model/clock.ts';
import { fillReplay, type Limit } from './fill.ts';
import { Backlog, type Gap } from './backlog.ts';
import type { Sender, Pause } from './sender.ts';
import type { SeriesLabels } from './labels/series-labels.ts';
import type { ReplayBlock, ReplaySource } from './replay-source.ts';
import { WriteRequest } from './write-request.ts';

export interface ReplayContext {
  readonly source: ReplaySource;
  readonly sender: Sender;
  readonly seriesLabels: SeriesLabels;
  readonly limit: Limit;
  readonly clock: Clock;
  readonly random: () => number;
  /** What is missing; null while nothing may be replayed. */
  readonly missing: () => Backlog | null;
  /** Sources whose entities are known. */
  readonly sources: Pick<ReadonlySet<string>, 'has'>;
  /** Waits until `missing` may have changed. @throws the signal's reason. */
  readonly change: (signal: AbortSignal) => Promise<void>;
  /** Called with a gap that has been filled, or of which nothing is held. */
  readonly onFilled: (gap: Gap) => void;
  /** Called with what history could not be read for. */
  readonly onError: (error: unknown) => void;
}

/** How often a request is tried while live samples are taken; the others of a replay do not wait for it longer. */
const tries = 3;
/** Until a row that failed that often is tried again, at first and at most. */
const firstMs = 30_000;
const longestMs = 3_600_000;

/**
 * Sends the rows that a receiver has missed, newest first. A span that cannot be sent is halved until it is one row, which
 * is deferred, so that the rows around it do not wait; a span that cannot be read is deferred as a whole.
 */
export class Replay {
  readonly #context: ReplayContext;
  readonly #request = new WriteRequest();
  readonly #backoff: Backoff;
  #deferred = new Backlog();
  #retryAtMs = 0;
  /** Span of rows tried at once. */
  #lengthMs = Number.POSITIVE_INFINITY;

  constructor(context: ReplayContext) {
    this.#context = context;
    this.#backoff = new Backoff({ firstMs, longestMs, random: context.random });
  }

  /** Runs until the signal aborts. @throws the signal's reason. */
  async run(signal: AbortSignal): Promise<never> {
    for (;;) {
      const gap = this.#next();
      if (gap) await this.#fill(gap, signal);
      else await this.#wait(signal);
    }
  }

  /** Waits for a change, or until deferred rows are tried again. */
  async #wait(signal: AbortSignal): Promise<void> {
    const { change, clock } = this.#context;
    const restMs = this.#retryAtMs - clock.monotonic();
    if (restMs <= 0) return change(signal);
    await within(change(signal), restMs, clock, signal);
  }

  #next(): Gap | null {
    const { missing, sources, clock } = this.#context;
    if (clock.monotonic() >= this.#retryAtMs) this.#deferred = new Backlog();
    const gap = missing()?.without(this.#deferred).next(sources) ?? null;
    return gap && { ...gap, fromMs: Math.max(gap.fromMs, gap.toMs - this.#lengthMs) };
  }

  async #fill(gap: Gap, signal: AbortSignal): Promise<void> {
    const { source, onFilled, onError } = this.#context;
    let rest = gap;
    try {
      for await (const block of source.rows(gap)) {
        const isTaken = await this.#send(block, signal);
        if (!isTaken) return this.#halve(block);
        if (!block.isLast) continue;
        onFilled(block.window);
        rest = { ...gap, toMs: block.window.fromMs };
      }
      onFilled(rest);
      this.#backoff.reset();
      this.#lengthMs *= 2;
    } catch (error) {
      if (signal.aborted) throw error;
      onError(error);
      this.#request.reset();
      this.#leave(rest);
    }
  }

  /** Whether all of a block was accepted or finally refused. */
  async #send(block: ReplayBlock, signal: AbortSignal): Promise<boolean> {
    const { seriesLabels, limit } = this.#context;
    for (const _ of fillReplay(this.#request, block, seriesLabels, limit)) {
      if (!(await this.#deliver(signal))) return false;
    }
    return !block.isLast || this.#request.samples === 0 || this.#deliver(signal);
  }

  /** Sends a request while live samples are taken. */
  async #deliver(signal: AbortSignal): Promise<boolean> {
    const { sender, missing, change, clock } = this.#context;
    while (!missing()) await change(signal);
    let left = tries;
    const pause: Pause = async (askedMs, backoffMs) => {
      await clock.sleep(Math.max(askedMs, backoffMs), signal);
      return !missing() || --left > 0;
    };
    return (await sender.deliver(this.#request, signal, pause)) !== 'left';
  }

  #halve({ window, stepMs }: ReplayBlock): void {
    this.#request.reset();
    const rows = Math.ceil((window.toMs - window.fromMs) / stepMs);
    if (rows <= 1) this.#leave(window);
    else this.#lengthMs = Math.ceil(rows / 2) * stepMs;
  }

  #leave(window: Gap): void {
    this.#deferred.add(window);
    this.#retryAtMs = this.#context.clock.monotonic() + this.#backoff.next();
  }
}
