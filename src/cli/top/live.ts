import { emitKeypressEvents } from 'node:readline';
import type { Clock } from '../../model/clock.ts';
import { CliError } from '../error.ts';
import type { ServerEvent } from '../http-client.ts';
import type { Io } from '../io.ts';
import type { Reading } from './columns.ts';
import { notesOf } from './notes.ts';
import type { Paint } from '../terminal/paint.ts';
import { render, type Scene } from './render.ts';
import { Screen } from '../terminal/screen.ts';
import { readSelector } from './selection.ts';
import type { Compared, Server, Status } from './server.ts';
import { isTable, update, type Table } from './table.ts';
import { press, type Key, type View } from './view.ts';

const maxBackoffMs = 10_000;

/** `top` on a terminal: follows the server's live table and obeys the keyboard, until a key or a signal ends it. */
export class Live {
  readonly #server: Server;
  readonly #paint: Paint;
  readonly #clock: Clock;
  readonly #quit = new AbortController();
  #screen: Screen | null = null;
  #status: Status;
  /** The server's clock less ours, seconds. */
  #skew = 0;
  #table: Table | null = null;
  #frozen: Reading | null = null;
  #behind = 0;
  #lost: { reason: string; since: number; isRefused: boolean } | null = null;
  #view: View;
  #page = 1;
  #hostNames: ReadonlyMap<string, string> = new Map();
  /** What the selector compares; the stream has it. */
  #compared: Compared | null;
  #connection = new AbortController();

  constructor(server: Server, status: Status, view: View, paint: Paint, clock: Clock) {
    this.#server = server;
    this.#paint = paint;
    this.#clock = clock;
    this.#view = view;
    this.#compared = readSelector(view.applied).selector;
    this.#status = status;
    this.#setStatus(status);
  }

  async run({ stdin, stdout, onEnd }: Io): Promise<void> {
    using screen = new Screen(stdout);
    this.#screen = screen;
    const onKey = (_: string | undefined, key: Key): void => this.#press(key);
    const onResize = (): void => {
      screen.forget();
      this.#draw();
    };
    const stopListening = onEnd(() => {
      screen.close();
      this.#quit.abort();
    });
    // Ages grow between two polls too.
    const ticking = setInterval(() => this.#draw(), 1000);
    emitKeypressEvents(stdin);
    stdin.setRawMode?.(true);
    stdin.on('keypress', onKey).resume();
    stdout.on('resize', onResize);
    try {
      this.#draw();
      await this.#follow(this.#quit.signal);
    } finally {
      clearInterval(ticking);
      stdout.off('resize', onResize);
      stdin.off('keypress', onKey).pause();
      stdin.setRawMode?.(false);
      stopListening();
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      let error: unknown = new CliError('SERVER_ABSENT', 'the server ended the connection');
      const connection = (this.#connection = new AbortController());
      const either = AbortSignal.any([signal, connection.signal]);
      try {
        for await (const event of this.#server.live(either, this.#compared)) {
          failures = 0;
          this.#take(event);
        }
      } catch (caught) {
        error = caught;
      }
      if (!connection.signal.aborted) {
        this.#lose(error);
        await this.#clock.sleep(Math.min(maxBackoffMs, 1000 * 2 ** failures), either).catch(() => {});
      }
      // Another selector is asked for at once.
      if (connection.signal.aborted) failures = -1;
    }
  }

  #lose(error: unknown): void {
    const since = this.#lost?.since ?? this.#clock.monotonic();
    const isRefused = error instanceof CliError && error.code === 'SERVER_FAILED';
    this.#lost = { since, reason: (error as Error).message, isRefused };
    this.#draw();
  }

  #take({ event, data }: ServerEvent): void {
    this.#lost = null;
    if (event === 'table' && isTable(data)) {
      this.#table = data;
      // When rows are added, removed or change their state, the state of the sources may have changed too.
      void this.#server.status(this.#quit.signal).then(
        (status) => this.#setStatus(status),
        () => {},
      );
      void this.#server.hostNames(this.#quit.signal).then(
        (names) => void (this.#hostNames = names),
        () => {},
      );
    } else if (event === 'values' && this.#table) {
      this.#table = update(this.#table, data) ?? this.#table;
    } else {
      return;
    }
    this.#behind++;
    this.#draw();
  }

  #setStatus(status: Status): void {
    this.#status = status;
    this.#skew = status.now - this.#clock.now() / 1000;
  }

  #press(key: Key): void {
    const view = press(this.#view, key, this.#page);
    if (!view) return this.#quit.abort();
    if (view.isFrozen && !this.#view.isFrozen) {
      this.#frozen = this.#reading();
      this.#behind = 0;
    }
    if (!view.isFrozen) this.#frozen = null;
    const isOther = view.applied !== this.#view.applied;
    this.#view = view;
    if (isOther) this.#compare(readSelector(view.applied).selector);
    this.#draw();
  }

  /** Reads the table again where a selector compares what the one before did not. */
  #compare(selector: Compared | null): void {
    const { metrics = [], facts = [] } = this.#compared ?? {};
    const isThere =
      selector === null ||
      (selector.metrics.every((name) => metrics.includes(name)) &&
        selector.facts.every((name) => facts.includes(name)));
    // A table that is refused may be so for what the selector before compares.
    if (isThere && !this.#lost?.isRefused) return;
    this.#compared = selector;
    this.#connection.abort();
  }

  #reading(): Reading | null {
    return (
      this.#table && {
        table: this.#table,
        now: this.#clock.now() / 1000 + this.#skew,
        hostNames: this.#hostNames,
      }
    );
  }

  #draw(): void {
    if (!this.#screen || this.#quit.signal.aborted) return;
    const scene: Scene = {
      reading: this.#frozen ?? this.#reading(),
      view: this.#view,
      isDemo: this.#status.demo,
      notes: notesOf(this.#status),
      lost: this.#lost && {
        ...this.#lost,
        seconds: (this.#clock.monotonic() - this.#lost.since) / 1000,
      },
      behind: this.#behind,
    };
    const { lines, scroll, page } = render(scene, this.#screen.size, this.#paint);
    this.#view = { ...this.#view, scroll };
    this.#page = page;
    this.#screen.draw(lines);
  }
}
