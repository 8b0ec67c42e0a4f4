import { runInBackground } from '../../lib/async/background.ts';
import { Backoff } from '../../lib/async/backoff.ts';
import type { Clock } from '../../model/clock.ts';
import type { LogSourceStatus, OnLine } from '../../model/streams/line.ts';
import { EntryCounter } from './entry-counter.ts';
import { lineOf, type Entry } from './entry.ts';
import { runJournalctl } from './journalctl.ts';

export interface JournalOptions {
  /** Units whose entries are read; null: all entries. */
  readonly units: readonly string[] | null;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly onLine: OnLine;
  /** Called with bugs. */
  readonly onError: (error: unknown) => void;
  /** @default journalctl */
  readonly command?: readonly string[];
}

/** Reads the entries of systemd's journal from its start on, by a process that ends with it and is started again when it ends. */
export class Journal implements Disposable {
  readonly #options: JournalOptions;
  readonly #closing = new AbortController();
  readonly #backoff = new Backoff({ firstMs: 1000, longestMs: 60_000, random: Math.random });
  /** Null where only some entries are asked for: then numbers are left out anyhow. */
  readonly #counter: EntryCounter | null;
  #cursor: string | null = null;
  #missed: number | null = 0;
  #reason: string | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#counter = options.units === null ? new EntryCounter() : null;
  }

  status(): LogSourceStatus {
    return { source: 'journal', files: null, reason: this.#reason };
  }

  start(): void {
    runInBackground(this.#run(), this.#options.onError);
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const { clock, command = ['journalctl'], units } = this.#options;
    while (!signal.aborted) {
      this.#reason = await runJournalctl({
        command,
        units,
        after: this.#cursor,
        onEntry: (entry) => this.#read(entry),
        onNotice: (text) => (this.#reason = text),
        signal,
      });
      // From where it goes on no one knows how many came meanwhile.
      if (this.#cursor === null) this.#missed = null;
      await clock.sleep(this.#backoff.next(), signal).catch(() => undefined);
    }
  }

  #read(entry: Entry | null): void {
    this.#backoff.reset();
    this.#reason = null;
    const cursor = entry?.['__CURSOR'];
    if (entry === null || typeof cursor !== 'string') {
      if (this.#missed !== null) this.#missed++;
      return;
    }
    const counted = this.#counter ? this.#counter.missedBefore(cursor) : this.#missed;
    const missed = this.#missed === null ? null : counted;
    this.#cursor = cursor;
    this.#missed = 0;
    this.#options.onLine(lineOf(entry, missed));
  }
}
