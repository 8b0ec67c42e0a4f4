/** Requests of each reader so far, and those that failed. */
export interface ReaderCounts {
  readonly answers: number;
  readonly failures: number;
}

export interface Readers {
  counts(): ReaderCounts;
  stop(): Promise<void>;
}

/** What a console, a Prometheus and a curl in a loop ask, with the pause between two requests in ms. */
const loops: readonly (readonly [path: string, pauseMs: number, accept: string])[] = [
  ['/metrics', 15_000, 'text/plain;version=0.0.4'],
  ['/status', 5000, 'application/json'],
  ['/vms', 30_000, 'application/json'],
  ['/metrics/VM/top?metric=cpu.usage&start=-600', 10_000, 'application/json'],
  ['/metrics/VM/history?metrics=cpu.usage&start=-60', 20_000, 'application/json'],
  ['/rrd_updates?start=-60', 60_000, 'application/xml'],
  ['/events?start=-3600', 30_000, 'application/json'],
];
/** A page that stays open: the live table of all guests. */
const stream = '/metrics/VM?columns=cpu.usage,memory.usage,disk.read.bytes,net.rx.bytes';

/** Reads the server at `url` until it is stopped; a failed request is counted and the next one follows. */
export function startReaders(url: string): Readers {
  const stopping = new AbortController();
  const { signal } = stopping;
  let answers = 0;
  let failures = 0;
  const read = async (path: string, accept: string): Promise<void> => {
    try {
      const response = await fetch(url + path, { headers: { accept }, signal });
      for await (const _ of response.body ?? []) if (signal.aborted) return;
      if (response.ok) answers++;
      else failures++;
    } catch {
      if (!signal.aborted) failures++;
    }
  };
  const work = [...loops, [stream, 1000, 'text/event-stream'] as const].map(async ([path, ms, accept]) => {
    while (!signal.aborted) {
      await read(path, accept);
      await pause(ms, signal);
    }
  });
  return {
    counts: () => ({ answers, failures }),
    async stop() {
      stopping.abort();
      await Promise.all(work);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
