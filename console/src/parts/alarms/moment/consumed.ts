import type { AlarmDetails } from '../../../../../src/api/wire/alarms.ts';

/** Metrics of a host with those of machines that say who has most of the same. */
const metricsOf: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(cpu|load|pressure\.cpu)\./, ['cpu.cores']],
  [/^(memory|swap|pressure\.memory)\./, ['memory.host']],
  [/^pressure\.io\./, ['disk.read.bytes', 'disk.write.bytes']],
  [/^disk\.(.+\.)?read\./, ['disk.read.bytes']],
  [/^disk\.(.+\.)?write\./, ['disk.write.bytes']],
  [/^net\.(.+\.)?rx\./, ['net.rx.bytes']],
  [/^net\.(.+\.)?tx\./, ['net.tx.bytes']],
];

/** What of a machine its neighbours cause. */
const shared = /^cpu\.steal$|\.latency$/;

/** The shortest window that says who it was, seconds. */
const least = 300;

/** Metrics of machines by which those that an alarm may be because of are ranked; none where no machine is the cause. */
export function consumed({ class: cls, conditions }: Pick<AlarmDetails, 'class' | 'conditions'>): string[] {
  if (cls !== 'host' && cls !== 'VM') return [];
  const looked = conditions
    .filter(({ kind }) => kind === 'metric')
    .flatMap(({ metrics }) => metrics)
    .filter((metric) => cls === 'host' || shared.test(metric));
  const ranked = looked.flatMap((metric) => metricsOf.find(([pattern]) => pattern.test(metric))?.[1] ?? []);
  return [...new Set(ranked)];
}

/** The time before an alarm was raised in which its conditions were true: what they are the mean of, and for how long. */
export function windowOf({ conditions, for: times }: Pick<AlarmDetails, 'conditions' | 'for'>): number {
  return Math.max(least, times.amber + Math.max(0, ...conditions.map(({ mean }) => mean)));
}
