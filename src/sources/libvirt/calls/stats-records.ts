import { STATS_GROUP, type DomainStats, type LibvirtClient } from '@virtscope/libvirt';
import type { StatsRecord } from '../../../model/stats.ts';
import { healthOf, isOccupied } from '../health/health.ts';
import type { Inventory } from '../inventory.ts';
import type { Vm } from '../vm.ts';

/** What is known of an answer besides its records. */
export interface AnswerState {
  /** Epoch ms, taken before the call. */
  readonly time: number;
  readonly inventory: Inventory;
  /** VMs that were not asked for all groups, or did not answer in time. */
  readonly missing: ReadonlySet<Vm>;
  /** VMs whose monitor stayed busy. */
  readonly busy: ReadonlySet<Vm>;
}

/** Decodes the records of a reply. Yields after each. */
export function* decoded(client: LibvirtClient, payload: Uint8Array): Generator<void, DomainStats[]> {
  const records: DomainStats[] = [];
  for (const record of client.readStats(payload)) {
    records.push(record);
    yield;
  }
  return records;
}

/** The records of an answer to `/stats`. Yields after each. */
export function* written(
  records: readonly DomainStats[],
  state: AnswerState,
): Generator<void, StatsRecord[]> {
  const answer: StatsRecord[] = [];
  for (const record of records) {
    answer.push(toRecord(record, state));
    yield;
  }
  return answer;
}

/** Records in libvirt's order: of the list asked for, else of the daemon's own. A VM that came meanwhile is last. */
export function inOrder(found: ReadonlyMap<string, DomainStats>, order: readonly string[]): DomainStats[] {
  const uuids = new Set([...order, ...found.keys()]);
  return [...uuids].flatMap((uuid) => found.get(uuid) ?? []);
}

/**
 * Whether a record lacks what only a free monitor gives, of a VM that gave it before. Of the groups that need the
 * monitor only balloon and block have fields that every QEMU reports.
 */
export function lacksMonitorFields(vm: Vm, record: DomainStats | undefined, groups: number): boolean {
  if (!record || !vm.active || !vm.hasReportedMonitor) return false;
  const { params } = record;
  if (groups === 0 || groups & STATS_GROUP.balloon)
    return !params.some(({ field }) => field === 'balloon.rss');
  const reporting = (vm.monitor?.devices.length ?? 0) - vm.withoutCounters.disks.length;
  if ((groups & STATS_GROUP.block) === 0 || reporting === 0) return false;
  return !params.some(({ field }) => /^block\.\d+\.(rd|wr)\./.test(field));
}

function toRecord({ domain, params }: DomainStats, state: AnswerState): StatsRecord {
  const vm = state.inventory.get(domain.uuid);
  const fields = params.map(({ field, value }) => [field, value] as const);
  return { uuid: domain.uuid, name: domain.name, params: fields, partial: vm ? reasonOf(vm, state) : null };
}

/** Why the record of a VM is not whole; null when it is. */
function reasonOf(vm: Vm, { time, missing, busy }: AnswerState): string | null {
  // A VM that failed is read as any other.
  if (isOccupied(vm)) return healthOf(vm, time)?.reason ?? null;
  if (missing.has(vm)) return 'the daemon did not answer in time';
  return busy.has(vm) ? 'its monitor is busy with another call' : null;
}
