import { join } from 'node:path';
import { Reason } from '../../model/reason.ts';
import { Growth } from './growth.ts';
import { ProcFile } from './read.ts';
import type { Part, Reading } from './reading.ts';

/**
 * Columns in ticks, made of the fields of proc_stat(5). `idle` includes iowait: the kernel takes time back from
 * iowait and gives it to idle. `user` includes guests, as Linux counts them.
 */
const idle = 0;
const iowait = 1;
const user = 2;
const guest = 3;
const system = 4;
const steal = 5;
const columns = 6;

/**
 * Idle and iowait are estimates that the kernel corrects backwards, by a few ticks; then nothing was idle until the
 * estimate has caught up. A larger step, as Prometheus' node_exporter has it too (3 s of 100 ticks), is a reset.
 */
const correctedTicks = 300;
const corrected = [idle, iowait] as const;

interface Slots {
  readonly usage: number;
  readonly iowait: number;
  /** -1 where the kernel is too old to report it. */
  readonly steal: number;
}

interface TotalSlots extends Slots {
  readonly count: number;
  readonly cores: number;
  readonly user: number;
  readonly system: number;
  readonly guest: number;
}

interface Processor<S> {
  readonly growth: Growth;
  readonly slots: S;
  /** The last sample, as it was taken. */
  readonly last: Float64Array;
}

function take({ growth, last }: Processor<unknown>, ticks: Float64Array, timeMs: number): void {
  for (const column of corrected) {
    const fall = last[column]! - ticks[column]!;
    if (fall > 0 && fall <= correctedTicks) ticks[column] = last[column]!;
  }
  last.set(ticks);
  growth.take(ticks, timeMs);
}

function processor<S>(slots: S): Processor<S> {
  return { growth: new Growth(columns), slots, last: new Float64Array(columns).fill(NaN) };
}

/** Processor time in all and of each processor, from /proc/stat. Only processors that are online have a line there. */
export class ProcStat implements Part {
  readonly #file: ProcFile;
  readonly #ticks = new Float64Array(columns);
  /** By number. */
  readonly #processors: Processor<Slots>[] = [];
  #total: Processor<TotalSlots> | null = null;

  constructor(root: string) {
    this.#file = new ProcFile(join(root, 'proc/stat'));
  }

  read(): void {
    this.#file.read();
  }

  /** Whether the last `read` found the file: without it this is no Linux. */
  get present(): boolean {
    return this.#file.present;
  }

  record(reading: Reading): void {
    let online = 0;
    let total: Processor<TotalSlots> | null = null;
    while (this.#file.line()) {
      const name = this.#file.word();
      if (!name.startsWith('cpu')) break;
      this.#sample();
      if (name === 'cpu') {
        total = this.#total ??= processor(this.#totalSlots(reading));
        take(total, this.#ticks, reading.timeMs);
        continue;
      }
      const number = Number(name.slice(3));
      if (Number.isNaN(number)) break;
      online++;
      const one = (this.#processors[number] ??= processor(this.#slots(reading, `cpu.${number}`)));
      take(one, this.#ticks, reading.timeMs);
      recordShares(reading, one.growth, one.slots);
    }
    if (total) recordTotal(reading, total.growth, total.slots, online || NaN);
  }

  /** Reads the fields behind the name: user nice system idle iowait irq softirq steal guest guest_nice. */
  #sample(): void {
    const [ticks, file] = [this.#ticks, this.#file];
    ticks[user] = file.number() + file.number();
    ticks[system] = file.number();
    ticks[idle] = file.number();
    ticks[iowait] = file.number();
    ticks[idle] += ticks[iowait];
    ticks[system] += file.number() + file.number();
    ticks[steal] = file.number();
    ticks[guest] = file.number() + (file.number() || 0);
  }

  #slots(reading: Reading, prefix: string): Slots {
    return {
      usage: reading.slot(`${prefix}.usage`),
      iowait: reading.slot(`${prefix}.iowait`),
      steal: this.#reports(steal) ? reading.slot(`${prefix}.steal`) : -1,
    };
  }

  #totalSlots(reading: Reading): TotalSlots {
    return {
      ...this.#slots(reading, 'cpu'),
      count: reading.slot('cpu.count'),
      cores: reading.slot('cpu.cores'),
      user: reading.slot('cpu.user'),
      system: reading.slot('cpu.system'),
      guest: this.#reports(guest) ? reading.slot('cpu.guest') : -1,
    };
  }

  #reports(column: number): boolean {
    return !Number.isNaN(this.#ticks[column]);
  }
}

/** Ticks that passed, NaN with its reason when they are not known. */
function passed({ deltas, reasons }: Growth): { total: number; reason: Reason } {
  const reason = (reasons[idle] || reasons[user] || reasons[system]) as Reason;
  if (reason !== Reason.known) return { total: NaN, reason };
  // Steal can fall when the machine itself migrates: then it is unknown and takes no part.
  const total = deltas[idle]! + deltas[user]! + deltas[system]! + (deltas[steal] || 0);
  return total > 0 ? { total, reason } : { total: NaN, reason: Reason.idle };
}

function recordShares(reading: Reading, growth: Growth, slots: Slots): void {
  const { total, reason } = passed(growth);
  share(reading, slots.usage, growth.deltas[user]! + growth.deltas[system]!, total, reason);
  // Iowait that fell (see above) was not spent in this interval.
  const waited = Math.min(growth.deltas[iowait] || 0, growth.deltas[idle]!);
  share(reading, slots.iowait, waited, total, reason);
  if (slots.steal >= 0)
    share(reading, slots.steal, growth.deltas[steal]!, total, (reason || growth.reasons[steal]!) as Reason);
}

function recordTotal(reading: Reading, growth: Growth, slots: TotalSlots, online: number): void {
  const { deltas, reasons } = growth;
  const { total, reason } = passed(growth);
  recordShares(reading, growth, slots);
  reading.put(slots.count, online);
  if (total > 0) reading.put(slots.cores, ((deltas[user]! + deltas[system]!) / total) * online);
  else reading.unknown(slots.cores, reason);
  // User and guest are rounded to ticks apart from each other.
  share(reading, slots.user, Math.max(0, deltas[user]! - (deltas[guest] || 0)), total, reason);
  share(reading, slots.system, deltas[system]!, total, reason);
  if (slots.guest >= 0)
    share(reading, slots.guest, deltas[guest]!, total, (reason || reasons[guest]!) as Reason);
}

function share(reading: Reading, slot: number, ticks: number, total: number, reason: Reason): void {
  if (reason === Reason.known) reading.put(slot, Math.min(ticks / total, 1));
  else reading.unknown(slot, reason);
}
