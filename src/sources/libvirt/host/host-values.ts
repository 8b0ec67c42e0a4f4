import type { NodeInfo, NodeStats } from '@virtscope/libvirt';
import type { BatchWriter } from '../../../model/batch-writer.ts';
import type { Entity } from '../../../model/entity.ts';
import { metrics } from '../../../model/metrics.ts';
import { Reason } from '../../../model/reason.ts';
import { ceilingOf } from '../../../model/vocabulary.ts';
import { CpuTime } from './cpu-time.ts';

/** What libvirt reports of a host, or what can be computed from it. */
const reported = [
  'cpu.usage',
  'cpu.cores',
  'cpu.system',
  'cpu.iowait',
  'cpu.count',
  'memory.total',
  'memory.available',
  'memory.used',
  'memory.usage',
  'memory.free',
] as const;
type Reported = (typeof reported)[number];

/** What a host has besides: its series are there, so that every reader finds the reason. */
const onlyOnHost = metrics
  .filter(({ classes, pattern }) => classes.includes('host') && !pattern.includes('#'))
  .map(({ pattern }) => pattern)
  .filter((pattern) => !(reported as readonly string[]).includes(pattern));

const KIB = 1024;

/** The values of a host over libvirt, in the batch of its source. */
export class HostValues {
  readonly #writer: BatchWriter;
  readonly #slots: Readonly<Record<Reported, number>>;
  readonly #unreported: readonly number[];
  readonly #cpu = new CpuTime();
  #processors = NaN;

  /** Makes the series of the entity. */
  constructor(writer: BatchWriter, entity: Entity) {
    const slot = (metric: string): number => writer.slot(entity, metric);
    this.#writer = writer;
    this.#slots = Object.fromEntries(reported.map((metric) => [metric, slot(metric)])) as Record<
      Reported,
      number
    >;
    this.#unreported = onlyOnHost.map(slot);
  }

  putInfo({ cpus, memoryKib }: NodeInfo): void {
    this.#processors = cpus > 0 ? cpus : NaN;
    this.#put('cpu.count', this.#processors);
    this.#put('memory.total', Number(memoryKib) * KIB);
  }

  /** @param timeMs monotonic, before the call */
  putCpu(stats: NodeStats, timeMs: number): void {
    const cpu = this.#cpu;
    cpu.take(stats, timeMs);
    if (cpu.reason !== Reason.known) return this.refuseCpu(cpu.reason);
    this.#put('cpu.usage', cpu.usage);
    this.#put('cpu.system', cpu.system);
    if (Number.isNaN(cpu.iowait)) this.#unknown('cpu.iowait', Reason.notReported);
    else this.#put('cpu.iowait', cpu.iowait);
    if (!Number.isNaN(this.#processors)) this.#put('cpu.cores', cpu.usage * this.#processors);
  }

  /** KiB; `available` since libvirt 12.3. Buffers and cached are estimates of what can be reclaimed: shared memory is in them. */
  putMemory(stats: NodeStats): void {
    const { total, free, buffers, cached, available } = stats;
    if (total === undefined || free === undefined) return this.refuseMemory();
    this.#put('memory.total', Number(total) * KIB);
    this.#put('memory.free', Number(free) * KIB);
    if (available === undefined) this.#unknown('memory.available', Reason.onlyOnHost);
    else this.#put('memory.available', Number(available) * KIB);
    const used = Number(total - (available ?? free + (buffers ?? 0n) + (cached ?? 0n)));
    this.#put('memory.used', Math.max(0, used) * KIB);
    this.#put('memory.usage', Math.max(0, used) / Number(total));
  }

  refuseCpu(reason: Reason = Reason.notReported): void {
    for (const metric of ['cpu.usage', 'cpu.cores', 'cpu.system', 'cpu.iowait'] as const)
      this.#unknown(metric, reason);
  }

  refuseMemory(): void {
    for (const metric of ['memory.free', 'memory.available', 'memory.used', 'memory.usage'] as const)
      this.#unknown(metric, Reason.notReported);
  }

  /** Ends a poll. @param isReachable whether the daemon was read */
  end(isReachable: boolean): void {
    this.#writer.blank(this.#unreported, isReachable ? Reason.onlyOnHost : Reason.unreachable);
    if (!isReachable) this.#writer.blank(Object.values(this.#slots), Reason.unreachable);
  }

  #put(metric: Reported, value: number): void {
    this.#writer.putUpTo(ceilingOf(metric), this.#slots[metric], value);
  }

  #unknown(metric: Reported, reason: Reason): void {
    this.#writer.unknown(this.#slots[metric], reason);
  }
}
