/** Time as the program sees it, passed in everywhere so that tests can own it. */
export interface Clock {
  /** Epoch ms, may jump. */
  now(): number;
  /** Monotonic ms, for intervals only. */
  monotonic(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. Does not keep the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      timer.unref();
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
