import {
  LibvirtError,
  ProtocolError,
  STATS_FLAG,
  STATS_GROUP,
  VIR_CODE,
  type DomainStats,
  type LibvirtClient,
} from '@virtscope/libvirt';
import { EventLoopYielder } from '../../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../../lib/async/in-slices.ts';
import type { Clock } from '../../../model/clock.ts';
import { InputError } from '../../../model/error.ts';
import type { StatsAnswer, StatsQuery } from '../../../model/stats.ts';
import { LIST_GROUPS } from '../config.ts';
import { retryBusy } from './busy-retry.ts';
import type { ListCalls } from './list-calls.ts';
import type { Inventory } from '../inventory.ts';
import type { MonitorCalls } from './monitor-calls.ts';
import { noDeadline } from './serial-calls.ts';
import { ACTIVE, passes } from './list-filter.ts';
import { decoded, inOrder, lacksMonitorFields, written } from './stats-records.ts';
import type { Vm } from '../vm.ts';
import type { Quarantine } from '../health/quarantine.ts';

export interface BulkOptions {
  readonly clock: Clock;
  readonly inventory: Inventory;
  /** All VMs in the order of the daemon's last list. */
  readonly listed: () => readonly Vm[];
  readonly monitorCalls: MonitorCalls<Vm>;
  readonly listCalls: ListCalls;
  readonly quarantine: Quarantine;
  /** Time an answer may take. */
  readonly patienceMs: number;
}

/** Work on an answer before the event loop turns. */
const TURN_MS = 8;

/**
 * Bulk statistics for `/stats`: libvirt's own records, asked with the same calls and limits as the poll, so that a
 * request from outside can no more hang the daemon than a poll can. VMs that do not answer come with the groups that
 * need no monitor, and the reason.
 */
export async function bulkStats(
  client: LibvirtClient,
  query: StatsQuery,
  { clock, inventory, listed, monitorCalls, listCalls, quarantine, patienceMs }: BulkOptions,
): Promise<StatsAnswer> {
  const vms = chosen(query, inventory).filter((vm) => passes(vm, query.flags));
  const time = clock.now();
  const until = clock.monotonic() + patienceMs;
  const yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
  const read = async (payload: Promise<Uint8Array>): Promise<DomainStats[]> =>
    inSlices(decoded(client, await payload), yielder);
  await monitorCalls.recheckStalled(until);
  const answering = new Set(await quarantine.filter(vms));
  const found = new Map<string, DomainStats>();
  const missing = new Set(vms);
  const busy: Vm[] = [];
  let refused: unknown = null;
  const flags = (query.flags | STATS_FLAG.nowait) >>> 0;
  const question = {
    send: (asked: readonly Vm[]) => {
      const domains = asked.map(({ domain }) => domain);
      return read(client.domainListGetStatsRaw(domains, query.groups, flags, noDeadline));
    },
    accept: (records: readonly DomainStats[], asked: readonly Vm[]) => {
      for (const record of records) found.set(record.domain.uuid, record);
      for (const vm of asked) {
        missing.delete(vm);
        if (lacksMonitorFields(vm, found.get(vm.entity.id), query.groups)) busy.push(vm);
      }
    },
    fail: (error: unknown) => void (refused = error),
    skip: () => undefined,
  };
  const { running, off } = apart([...answering], query.groups);
  // All of them, in the daemon's order, where no VM must be left out.
  if (query.vms === null && answering.size === vms.length && monitorCalls.waiting.size === 0) {
    const all = off.length > 0 ? flags | ACTIVE : flags;
    const send = (): Promise<DomainStats[]> =>
      read(client.getAllDomainStatsRaw(query.groups, all >>> 0, noDeadline));
    await monitorCalls.askTogether(running, { ...question, send }, until);
  } else {
    await monitorCalls.ask(running, question, until);
  }
  const waiting = monitorCalls.waiting;
  await monitorCalls.askTogether(
    off.filter((vm) => !waiting.has(vm)),
    question,
    until,
  );
  if (refused) throw asInputError(refused);
  // The record of before stays where this call fails.
  const again = { ...question, fail: () => undefined };
  await retryBusy(busy, (some) => monitorCalls.ask(some, again, until), { clock, until });
  const domains = [...missing].map(({ domain }) => domain);
  const ask = (groups: number): Promise<DomainStats[]> =>
    read(client.domainListGetStatsRaw(domains, groups, 0, noDeadline));
  if (domains.length > 0) {
    const rest = await listRecords(ask, query.groups, listCalls, clock.monotonic() + 1000);
    for (const record of rest) found.set(record.domain.uuid, record);
  }
  const order = query.vms === null ? listed().map(({ entity }) => entity.id) : query.vms;
  const records = await inSlices(
    written(inOrder(found, order), { time, inventory, missing, busy: new Set(busy) }),
    yielder,
  );
  return { time, records };
}

/**
 * For the sizes of a VM that is off libvirt opens its images, and waits for ever where their storage is dead: such
 * VMs go in a call of their own.
 */
function apart(vms: readonly Vm[], groups: number): { running: Vm[]; off: Vm[] } {
  const opensImages = groups === 0 || (groups & STATS_GROUP.block) !== 0;
  const isOff = (vm: Vm): boolean => opensImages && !vm.active;
  return { running: vms.filter((vm) => !isOff(vm)), off: vms.filter(isOff) };
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

/** The records of VMs whose monitor does not answer, in the groups that need none. */
async function listRecords(
  ask: (groups: number) => Promise<DomainStats[]>,
  groups: number,
  listCalls: ListCalls,
  until: number,
): Promise<DomainStats[]> {
  const available = groups === 0 ? LIST_GROUPS : groups & LIST_GROUPS;
  // Where no group is left that needs no monitor: the state alone, so that the VM is in the answer.
  const records = await listCalls.ask(() => ask(available || STATS_GROUP.state), until);
  if (records === null || records instanceof Error) return [];
  return available === 0 ? records.map(({ domain }) => ({ domain, params: [] })) : records;
}

function asInputError(error: unknown): InputError {
  if (!(error instanceof LibvirtError)) {
    const state = error instanceof ProtocolError ? error.message : 'the connection ended';
    return new InputError('SOURCE_UNAVAILABLE', `Cannot get statistics: ${state}`, { cause: error });
  }
  const unsupported = error.virCode === VIR_CODE.ARGUMENT_UNSUPPORTED || error.unsupported;
  const code = unsupported ? 'GROUP_UNSUPPORTED' : 'QUERY_INVALID';
  return new InputError(code, `Cannot get statistics: ${error.message}`, { cause: error });
}
