import { computed, signal } from '@preact/signals';
import { refreshSession } from './access/refresh.ts';
import { now } from './clock.ts';

/** What a stream's events do; `open` runs on every (re)connection, before its first event. */
export interface Handlers {
  open?: (again: boolean) => void;
  on: Readonly<Record<string, (data: never) => void>>;
}

/** The screen is paused: events wait, collection continues. */
export const paused = signal(false);
/** The tab is hidden: no stream is open and nothing is requested. */
export const hidden = signal(false);
/** Events that wait while paused. */
export const waiting = signal(0);

/** Time of the oldest stream's newest data, epoch seconds of the server; 0 before the first. */
const shownTime = signal(0);
const connected = signal(true);
const step = signal(5);

/** How old the data on the screen is, seconds; 0 before there is any. */
export const dataAge = computed(() => (shownTime.value === 0 ? 0 : Math.max(0, now.value - shownTime.value)));

export type Liveness = 'connecting' | 'live' | 'reconnecting' | 'silent' | 'paused';
export const liveness = computed<Liveness>(() => {
  if (paused.value) return 'paused';
  if (!connected.value) return 'reconnecting';
  if (shownTime.value === 0) return 'connecting';
  // Two intervals, and the time a poll may take.
  return dataAge.value > step.value * 2.5 ? 'silent' : 'live';
});

const streams = new Set<Follower>();
const held: (() => void)[] = [];
/** Ten minutes of five-second samples on two streams: beyond that a pause ends with fresh data instead. */
const heldMost = 240;
let overflowed = false;

/** Follows a server-sent event stream until disposed of. Nothing is followed while the tab is hidden. */
export function follow(url: string, handlers: Handlers): Disposable {
  const follower = new Follower(url, handlers);
  streams.add(follower);
  if (!document.hidden) follower.start();
  return {
    [Symbol.dispose]: () => {
      follower.stop();
      streams.delete(follower);
      judge();
    },
  };
}

export function togglePause(): void {
  paused.value = !paused.value;
  if (paused.value) return;
  const events = held.splice(0);
  waiting.value = 0;
  if (overflowed) for (const follower of streams) follower.start();
  else for (const deliver of events) deliver();
  overflowed = false;
}

/** Closes all streams while the tab is hidden, and opens them again. */
export function startLive(): void {
  hidden.value = document.hidden;
  document.addEventListener('visibilitychange', () => {
    hidden.value = document.hidden;
    for (const follower of streams) {
      if (document.hidden) follower.stop();
      else follower.start();
    }
  });
}

class Follower {
  readonly #url: string;
  readonly #handlers: Handlers;
  #events: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #opened = false;
  #failures = 0;
  up = true;
  time = 0;

  constructor(url: string, handlers: Handlers) {
    this.#url = url;
    this.#handlers = handlers;
  }

  start(): void {
    this.stop();
    const events = new EventSource(this.#url);
    this.#events = events;
    events.addEventListener('open', () => {
      this.#failures = 0;
      this.#set(true);
      const again = this.#opened;
      this.#opened = true;
      this.#deliver(() => this.#handlers.open?.(again));
    });
    events.addEventListener('error', () => {
      this.#set(false);
      // The session may have ended, which the browser does not say of a stream.
      refreshSession().catch(reportError);
      // The browser retries a broken connection itself, but stops after a refusal.
      if (events.readyState === EventSource.CLOSED) this.#later();
    });
    for (const [name, handle] of Object.entries(this.#handlers.on)) {
      events.addEventListener(name, (event) => {
        const data = JSON.parse((event as MessageEvent<string>).data) as {
          time?: number | null;
          step?: number;
        };
        this.#deliver(() => {
          handle(data as never);
          if (data.step !== undefined) step.value = data.step;
          if (typeof data.time !== 'number') return;
          this.time = data.time;
          judge();
        });
      });
    }
  }

  stop(): void {
    clearTimeout(this.#retry);
    this.#events?.close();
    this.#events = null;
  }

  #later(): void {
    const seconds = Math.min(15, 2 ** ++this.#failures);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.start(), seconds * 1000);
  }

  #deliver(run: () => void): void {
    if (!paused.value) return run();
    if (held.length >= heldMost) overflowed = true;
    if (overflowed) held.length = 0;
    else held.push(run);
    waiting.value++;
  }

  #set(up: boolean): void {
    this.up = up;
    judge();
  }
}

function judge(): void {
  const followed = [...streams];
  connected.value = followed.every((follower) => follower.up);
  const times = followed.map((follower) => follower.time).filter((time) => time > 0);
  if (times.length > 0) shownTime.value = Math.min(...times);
}
