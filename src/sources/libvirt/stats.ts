import { LibvirtError, STATS_FLAG, VIR_CODE, type DomainStats, type LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../model/clock.ts';
import { InputError } from '../../model/error.ts';
import type { StatsAnswer, StatsQuery, StatsRecord } from '../../model/stats.ts';
import { FREE_GROUPS } from './config.ts';
import type { Inventory } from './inventory.ts';
import type { MonitorLane } from './lane.ts';
import type { Session } from './session.ts';
import type { Vm } from './vm.ts';
import type { Wards } from './wards.ts';

export interface BulkContext {
  readonly clock: Clock;
  readonly session: Session;
  readonly inventory: Inventory;
  readonly lane: MonitorLane<Vm>;
  readonly wards: Wards;
  readonly patienceMs: number;
  readonly signal: AbortSignal | null;
}

/**
 * Bulk statistics for `/stats`: libvirt's own records, asked through the same lanes as the poll, so that a request
 * from outside can no more hang the daemon than a poll can. VMs that do not answer come with what needs no monitor
 * and the reason.
 */
export async function bulkStats(query: StatsQuery, context: BulkContext): Promise<StatsAnswer> {
  const { clock, session, inventory, lane, wards } = context;
  const client = session.client;
  if (!client)
    throw new InputError('SOURCE_UNAVAILABLE', `Cannot get statistics: ${session.reason ?? 'not connected'}`);
  const vms = chosen(query, inventory);
  const time = clock.now();
  const until = clock.monotonic() + context.patienceMs;
  const whole = new Map<string, DomainStats>();
  await lane.lookAgain();
  const answering = new Set(await wards.admit(vms));
  // One call for all, in the daemon's order, where nobody must be left out.
  const bulk = query.vms === null && answering.size === vms.length;
  const flags = (query.flags | STATS_FLAG.nowait) >>> 0;
  const patient = { deadlineMs: Infinity };
  const missing = new Set(vms.filter((vm) => passes(vm, query.flags)));
  let refused: unknown = null;
  const question = {
    send: (asked: readonly Vm[]) =>
      bulk
        ? client.getAllDomainStats(query.groups, flags, patient)
        : client.domainListGetStats(
            asked.map((vm) => vm.domain),
            query.groups,
            flags,
            patient,
          ),
    accept: (records: readonly DomainStats[], asked: readonly Vm[]) => {
      for (const record of records) whole.set(record.domain.uuid, record);
      for (const vm of asked) missing.delete(vm);
    },
    fail: (error: unknown) => void (refused = error),
    skip: () => undefined,
  };
  await (bulk ? lane.askTogether(vms, question, until) : lane.ask([...answering], question, until));
  if (refused) throw asInputError(refused);
  const free = missing.size > 0 ? await freeRecords(client, [...missing], query.groups) : [];
  for (const record of free) whole.set(record.domain.uuid, record);
  return { time, records: [...whole.values()].map((record) => toRecord(record, inventory, missing)) };
}

function chosen(query: StatsQuery, inventory: Inventory): Vm[] {
  if (query.vms === null) return [...inventory.all()];
  if (query.vms.length === 0)
    throw new InputError('LIST_EMPTY', 'Cannot get statistics: the list of VMs is empty');
  return query.vms.map((uuid) => {
    const vm = inventory.get(uuid);
    if (!vm) throw new InputError('VM_UNKNOWN', `Cannot get statistics: there is no VM "${uuid}"`);
    return vm;
  });
}

/** Whether the list filters of a query let a VM through: AND between families, OR within one. */
function passes({ active, entity }: Vm, flags: number): boolean {
  const one = (asked: number, has: number): boolean => (flags & asked) === 0 || (flags & has) !== 0;
  const stateBits: Readonly<Record<string, number>> = { running: 0x10, paused: 0x20, shutoff: 0x40 };
  return one(0x3, active ? 0x1 : 0x2) && one(0xf0, stateBits[entity.state] ?? 0x80);
}

/** What can be had of VMs whose monitor does not answer. */
async function freeRecords(
  client: LibvirtClient,
  vms: readonly Vm[],
  groups: number,
): Promise<DomainStats[]> {
  const free = groups === 0 ? FREE_GROUPS : groups & FREE_GROUPS;
  const domains = vms.map((vm) => vm.domain);
  // No group left that needs no monitor: the state alone, so that the VM is in the answer.
  const records = await client
    .domainListGetStats(domains, free || 1, 0, { deadlineMs: 2000 })
    .catch(() => []);
  return free === 0 ? records.map(({ domain }) => ({ domain, params: [] })) : records;
}

function toRecord(record: DomainStats, inventory: Inventory, missing: ReadonlySet<Vm>): StatsRecord {
  const { domain, params } = record;
  const vm = inventory.get(domain.uuid);
  const trouble = vm?.entity.trouble?.reason ?? null;
  const late = vm && missing.has(vm) ? (trouble ?? 'the daemon did not answer in time') : trouble;
  return {
    uuid: domain.uuid,
    name: domain.name,
    params: params.map(({ field, value }) => [field, value] as const),
    partial: late,
  };
}

function asInputError(error: unknown): unknown {
  if (!(error instanceof LibvirtError)) {
    return new InputError('SOURCE_UNAVAILABLE', 'Cannot get statistics: the connection ended', {
      cause: error,
    });
  }
  const unsupported = error.virCode === VIR_CODE.ARGUMENT_UNSUPPORTED || error.unsupported;
  const code = unsupported ? 'GROUP_UNSUPPORTED' : 'QUERY_INVALID';
  return new InputError(code, `Cannot get statistics: ${error.message}`, { cause: error });
}
