import type { SeriesTable } from '../../../model/series.ts';
import type { CounterPool } from './counter-pool.ts';
import { disks, indexes, nics } from './devices.ts';
import { Draft, DISK_WAYS } from './draft.ts';
import type { RecordBuffer } from './record-buffer.ts';
import type { SeriesBudget } from './series-budget.ts';
import type { Layout, MonitorLayout, Vm } from '../vm.ts';

const KIB = 1024;
const NS = 1e-9;

/** Makes programs for VMs out of the first record that shows their devices. */
export class Compiler {
  readonly #series: SeriesTable;
  readonly #pool: CounterPool;
  readonly #budget: SeriesBudget;

  constructor(series: SeriesTable, pool: CounterPool, budget: SeriesBudget) {
    this.#series = series;
    this.#pool = pool;
    this.#budget = budget;
  }

  /** Program for `net.*`; the identities of the interfaces come from the XML, in its order. */
  net(vm: Vm, record: RecordBuffer): Layout {
    const draft = this.#draft(vm, record, vm.net);
    for (const [index, key] of nics(vm, record)) {
      if (!draft.beginDevice('net', key)) continue;
      for (const way of ['rx', 'tx']) {
        for (const [field, name] of netFields) {
          const counter = draft.rate(`net.${index}.${way}.${field}`, `net.${key}.${way}.${name}`, 1);
          draft.total(`net.${way}.${name}`, counter);
        }
      }
    }
    return draft.layout();
  }

  /** Programs for cpu, vcpu, balloon and block. */
  monitor(vm: Vm, record: RecordBuffer): MonitorLayout {
    const draft = this.#draft(vm, record, vm.monitor);
    const vcpus = indexes(record, 'vcpu');
    const share = NS / Math.max(1, vcpus.length);
    draft.gauge('vcpu.current', 'cpu.count', 1);
    const time = draft.rate('cpu.time', 'cpu.cores', NS);
    draft.sum('cpu.usage', [time], share, 1);
    draft.rate('cpu.user', 'cpu.user', share, 1);
    draft.rate('cpu.system', 'cpu.system', share, 1);
    const delays: number[] = [];
    for (const index of vcpus) {
      if (!draft.admitsProcessor(index)) continue;
      draft.rate(`vcpu.${index}.time`, `cpu.${index}.usage`, NS, 1);
      delays.push(draft.rate(`vcpu.${index}.delay`, `cpu.${index}.steal`, NS, 1));
    }
    if (delays.length > 0 && delays.length === vcpus.length) draft.sum('cpu.steal', delays, share, 1);
    draft.gauge('balloon.current', 'balloon.current', KIB);
    draft.gauge('balloon.maximum', 'balloon.maximum', KIB);
    draft.gauge('balloon.rss', 'memory.host', KIB);
    for (const [key, index] of disks(vm, record)) compileDisk(draft, index, key);
    draft.latency('disk', draft.totals);
    const slot = (metric: string): number => this.#series.slot(vm.entity, metric);
    const memory = {
      total: slot('memory.total'),
      available: slot('memory.available'),
      used: slot('memory.used'),
      usage: slot('memory.usage'),
      free: slot('memory.free'),
      cache: slot('memory.cache'),
      host: slot('memory.host'),
    };
    return { ...draft.layout(), guest: this.#guest(vm, record), memory };
  }

  /** Gives back the counters of these keys; what comes under one of them later is another thing. */
  release(vm: Vm, keys: Iterable<string>): void {
    for (const key of keys) {
      const counter = vm.counters.get(key);
      if (counter === undefined) continue;
      this.#pool.give(counter);
      vm.counters.delete(key);
    }
  }

  /** What the guest's balloon driver reports. */
  #guest(vm: Vm, record: RecordBuffer): Layout {
    const draft = this.#draft(vm, record, vm.monitor);
    draft.gauge('balloon.available', 'memory.total', KIB);
    draft.gauge('balloon.usable', 'memory.available', KIB);
    draft.gauge('balloon.unused', 'memory.free', KIB);
    draft.gauge('balloon.disk_caches', 'memory.cache', KIB);
    draft.rate('balloon.swap_in', 'memory.swap.in', KIB);
    draft.rate('balloon.swap_out', 'memory.swap.out', KIB);
    draft.rate('balloon.major_fault', 'memory.fault.major', 1);
    draft.claim('memory.used');
    draft.claim('memory.usage');
    return draft.layout();
  }

  #draft(vm: Vm, record: RecordBuffer, before: Layout | null): Draft {
    const when = before === null ? 'first' : 'added';
    const admits = (count: number): boolean => this.#budget.take(count, when);
    return new Draft({ vm, record, series: this.#series, pool: this.#pool, admits });
  }
}

const netFields = [
  ['bytes', 'bytes'],
  ['pkts', 'packets'],
  ['errs', 'errors'],
  ['drop', 'drops'],
] as const;

function compileDisk(draft: Draft, index: number, key: string): void {
  if (!draft.beginDevice('disk', key)) return;
  for (const [short, way] of DISK_WAYS) {
    if (way !== 'flush') {
      const bytes = draft.rate(`block.${index}.${short}.bytes`, `disk.${key}.${way}.bytes`, 1);
      draft.total(`disk.${way}.bytes`, bytes);
    }
    const requests = draft.rate(`block.${index}.${short}.reqs`, `disk.${key}.${way}.requests`, 1);
    const times = draft.count(`block.${index}.${short}.times`, `disk.${key}.${way}.times`);
    draft.total(`disk.${way}.requests`, requests);
    draft.total(`disk.${way}.times`, times);
    draft.ratio(`disk.${key}.${way}.latency`, [times], [requests], NS);
  }
  for (const size of ['capacity', 'allocation', 'physical']) {
    draft.gauge(`block.${index}.${size}`, `disk.${key}.${size}`, 1);
  }
}
