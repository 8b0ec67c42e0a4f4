import { setTimeout } from 'node:timers/promises';
import { cpuSeconds, peakMemory } from './process.ts';
import { QUESTIONS, type Door, type Question, type System } from './system.ts';
import { seriesOf, type Fleet } from './workload.ts';

export interface Figures {
  readonly system: string;
  readonly door: Door;
  readonly series: number;
  /** CPU seconds of the system's process for a million samples, and samples a second of wall time. */
  readonly cpuPerMillion: number;
  readonly samplesPerSecond: number;
  readonly peakMb: number;
  readonly bytesPerSample: number;
  /** On disk besides, MB: coarser rows and rows not sealed yet; null where all is in the figure above. */
  readonly besidesMb: number | null;
  readonly answers: Readonly<Record<Question, { readonly p50: number; readonly p95: number } | null>>;
  /** From the start of the process after kill -9 to the first answer to (a), seconds. */
  readonly restart: number;
  /** Of the last acknowledged ticks, one a second, how many kill -9 took. */
  readonly lostTicks: number;
}

/** Ticks fed at one a second before kill -9: in bulk no system gets the time that live polls give. */
export const LIVE_TICKS = 15;
const TIMES: Readonly<Record<Question, number>> = { a: 40, b: 20, c: 10 };

/** Takes a system through its day: an hour of samples at once, questions, live ticks, kill -9, restart. */
export async function measure(system: System, fleet: Fleet, log: (line: string) => void): Promise<Figures> {
  const { ticks } = fleet;
  const series = seriesOf(fleet);
  try {
    const pid = await system.start();
    const own = await cpuOf(pid, () => system.rehearse?.(ticks));
    const begun = performance.now();
    const all = await cpuOf(pid, () => system.ingest(0, ticks));
    const seconds = (performance.now() - begun) / 1000;
    log(
      `${system.name}: ${all.toFixed(1)} s of CPU in ${seconds.toFixed(1)} s, ${own.toFixed(1)} not its own`,
    );
    const answers: Record<Question, { p50: number; p95: number } | null> = { a: null, b: null, c: null };
    for (const question of QUESTIONS) {
      const times = await system.ask(question, TIMES[question], ticks - 1);
      if (times !== null) answers[question] = { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
    }
    const peakMb = peakMemory(pid);
    for (let tick = ticks; tick < ticks + LIVE_TICKS; tick++) {
      await system.ingest(tick, tick + 1);
      if (tick < ticks + LIVE_TICKS - 1) await setTimeout(1000);
    }
    await system.kill();
    const from = performance.now();
    await system.start();
    await system.ask('a', 1, ticks - 1);
    const restart = (performance.now() - from) / 1000;
    const lostTicks = LIVE_TICKS - (await system.found(ticks, ticks + LIVE_TICKS));
    const settled = await system.settle();
    const fed = series * (ticks + LIVE_TICKS);
    return {
      system: system.name,
      door: system.door,
      series,
      cpuPerMillion: ((all - own) / (series * ticks)) * 1e6,
      samplesPerSecond: (series * ticks) / seconds,
      peakMb,
      bytesPerSample: settled.bytes / (settled.samples ?? fed),
      besidesMb: settled.besides === null ? null : settled.besides / 1e6,
      answers,
      restart,
      lostTicks,
    };
  } finally {
    await system.close();
  }
}

async function cpuOf(pid: number, work: () => Promise<void> | undefined): Promise<number> {
  const before = cpuSeconds(pid);
  await work();
  return cpuSeconds(pid) - before;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
