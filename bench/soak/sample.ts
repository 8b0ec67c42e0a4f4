import { readdirSync } from 'node:fs';
import type { LoopReport } from '../loop/server.ts';
import type { ReaderCounts } from './readers.ts';

/** The program at the end of one minute. */
export interface SoakSample extends LoopReport, ReaderCounts {
  readonly minute: number;
  readonly openFiles: number;
}

export const headings =
  'minute  RSS MB  open files  CPU s  longest turn ms  idle delay ms  answers  failures';

/** What a process of this machine holds now, beside what its loop reported. */
export function sampleOf(minute: number, pid: number, loop: LoopReport, counts: ReaderCounts): SoakSample {
  return { minute, openFiles: readdirSync(`/proc/${pid}/fd`).length, ...loop, ...counts };
}

/** One line under {@link headings}. */
export function cells(sample: SoakSample): string {
  const { minute, rssMb, openFiles, cpuMs, longestMs, idleDelayMs, answers, failures } = sample;
  const numbers = [minute, rssMb.toFixed(0), openFiles, (cpuMs / 1000).toFixed(1), longestMs.toFixed(0), idleDelayMs.toFixed(0), answers, failures]; // prettier-ignore
  const widths = [6, 6, 10, 5, 15, 13, 7, 8];
  return numbers.map((number, i) => String(number).padStart(widths[i] ?? 0)).join('  ');
}

/** Means of the last quarter of the minutes over those of the second: 1.00 is flat. */
export function drift(samples: readonly SoakSample[]): string {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const mean = (of: (sample: SoakSample) => number, from: number): number =>
    samples.slice(from, from + quarter).reduce((sum, sample) => sum + of(sample), 0) / quarter;
  const ratio = (of: (sample: SoakSample) => number): string =>
    (mean(of, samples.length - quarter) / mean(of, quarter)).toFixed(2);
  return [
    `RSS ${ratio(({ rssMb }) => rssMb)}`,
    `open files ${ratio(({ openFiles }) => openFiles)}`,
    `CPU ${ratio(({ cpuMs }) => cpuMs)}`,
    `longest turn ${ratio(({ longestMs }) => longestMs)}`,
  ].join(', ');
}
