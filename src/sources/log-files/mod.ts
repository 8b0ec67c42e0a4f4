import { watch, type FSWatcher } from 'node:fs';
import { runInBackground } from '../../lib/async/background.ts';
import { Notifier } from '../../lib/async/notifier.ts';
import type { Clock } from '../../model/clock.ts';
import type { LogSourceStatus, OnLine } from '../../model/streams/line.ts';
import { factsOf, lineOf } from './line.ts';
import { MatchingFiles } from './matching-files.ts';

/** How long what is written together is waited for. */
const GATHER_MS = 50;
/** Files are looked for, and all are looked at, so often: the kernel does not tell everything, as of network file systems. */
const SWEEP_MS = 30_000;

export interface LogFilesOptions {
  /** Absolute paths; the last part may have `*`. */
  readonly patterns: readonly string[];
  /** Name of this machine. */
  readonly host: string;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly onLine: OnLine;
  /** Called with bugs. */
  readonly onError: (error: unknown) => void;
}

/** Reads the lines that are written to log files of this machine, from its start on, over rotations and truncations. */
export class LogFiles implements Disposable {
  readonly #options: LogFilesOptions;
  readonly #files: readonly MatchingFiles[];
  readonly #closing = new AbortController();
  readonly #changed = new Notifier();
  /** Names of files that have changed, by their directory. */
  readonly #changes = new Map<string, Set<string>>();
  #watchers: FSWatcher[] = [];

  constructor(options: LogFilesOptions) {
    this.#options = options;
    const { clock, host, onLine, patterns } = options;
    this.#files = patterns.map((pattern) => {
      return new MatchingFiles(pattern, (path) => {
        const facts = factsOf(path, host);
        return (line, missed) => onLine(lineOf(line, { facts, readAt: clock.now(), missed }));
      });
    });
  }

  status(): readonly LogSourceStatus[] {
    return this.#files.map((files) => files.status());
  }

  /** Begins to read; resolves when it is known what is there already. */
  async start(): Promise<void> {
    await this.#sweep();
    runInBackground(this.#run(), this.#options.onError);
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
    this.#unwatch();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const over = AbortSignal.any([signal, AbortSignal.timeout(SWEEP_MS)]);
      while (!over.aborted) await this.#lookWhenChanged(over);
      if (!signal.aborted) await this.#sweep();
    }
  }

  async #lookWhenChanged(signal: AbortSignal): Promise<void> {
    try {
      if (this.#changes.size === 0) await this.#changed.wait(signal);
      await this.#options.clock.sleep(GATHER_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    const changes = [...this.#changes];
    this.#changes.clear();
    for (const [directory, names] of changes) {
      const files = this.#files.filter((each) => each.directory === directory);
      for (const name of names) for (const each of files) await each.look(name);
    }
  }

  async #sweep(): Promise<void> {
    this.#unwatch();
    for (const directory of new Set(this.#files.map((files) => files.directory))) this.#watch(directory);
    for (const files of this.#files) await files.sweep();
  }

  /** What cannot be watched is read with the next sweep; whether it can be read at all is found out there. */
  #watch(directory: string): void {
    try {
      const watcher = watch(directory, { persistent: false }, (_event, name) => {
        if (name === null) return;
        const names = this.#changes.get(directory) ?? new Set();
        this.#changes.set(directory, names.add(name));
        this.#changed.notify();
      });
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      return;
    }
  }

  #unwatch(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }
}
