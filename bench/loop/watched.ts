/** Loaded by `--import` before a program: reports to its parent process, on request, how long turns of its loop took. */
import { cpuMsSince, TurnWatch } from './turns.ts';

/** What the main thread did since the question before. */
export interface TurnReport {
  readonly longestMs: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

const watch = new TurnWatch();
let before = process.threadCpuUsage();

process.on('message', (message) => {
  if (message !== 'turns') return;
  const rssMb = process.memoryUsage.rss() / 1e6;
  const report: TurnReport = { longestMs: watch.longestMs, cpuMs: cpuMsSince(before), rssMb };
  process.send?.(report);
  watch.reset();
  before = process.threadCpuUsage();
});
// The channel alone must not keep the program alive.
process.channel?.unref();
