/** How the connection waits: the process's timers, or a test's. */
export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(timer: unknown): void;
  /** Monotonic milliseconds. */
  now(): number;
}

const LONGEST_MS = 2_147_483_647;

export const realTimers: Timers = {
  set: (run, ms) => setTimeout(run, Math.min(ms, LONGEST_MS)),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
  now: () => performance.now(),
};
