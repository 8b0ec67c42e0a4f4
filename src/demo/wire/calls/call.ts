import {
  domainStatsRecord,
  parseUuid,
  XdrReader,
  type ArgsOf,
  type ParamValue,
  type procedures,
  type ProcedureName,
  type ReplyOf,
  type WireDomain,
} from '@virtscope/libvirt/wire';
import type { Daemon } from '../../daemon.ts';
import { Fault, ORIGIN } from '../fault.ts';
import type { Guest } from '../../guests/guest.ts';
import type { Phase } from '../../guests/state-machine.ts';
import { sizeOf } from '../../records/records.ts';
import type { Registrations } from '../registrations.ts';

/** What an answer depends on besides the arguments. */
export interface Call {
  readonly daemon: Daemon;
  readonly readOnly: boolean;
  readonly registrations: Registrations;
}

type Procedures = typeof procedures;

/** Answers by libvirt's name of the procedure; an answer may wait, or throw a Fault. */
export type Handlers = {
  [N in ProcedureName]?: (
    args: ArgsOf<Procedures[N]>,
    call: Call,
  ) => ReplyOf<Procedures[N]> | Promise<ReplyOf<Procedures[N]>>;
};

/** The guest a call names, found by its UUID alone, and what it is doing. */
export function guestOf({ daemon }: Call, domain: WireDomain): { guest: Guest; phase: Phase } {
  const guest = daemon.world.byUuid(parseUuid(domain.uuid), 0);
  if (!guest) {
    const detail = `no domain with matching uuid '${domain.uuid}' (${domain.name})`;
    throw new Fault('noDomain', ORIGIN.qemu, detail);
  }
  return { guest, phase: daemon.world.phase(guest) };
}

/** The same, refused with libvirt's words unless the guest is on. */
export function runningGuest(call: Call, domain: WireDomain): { guest: Guest; phase: Phase } {
  const found = guestOf(call, domain);
  if (!found.phase.on) throw new Fault('operationInvalid', ORIGIN.qemu, 'domain is not running');
  return found;
}

/** Waits for the guest's QEMU as any call does that cannot be answered without it. */
export async function answeringGuest(
  call: Call,
  domain: WireDomain,
): Promise<{ guest: Guest; phase: Phase }> {
  const { guest, phase } = runningGuest(call, domain);
  const { monitors, tripMs } = call.daemon;
  const mustWait = monitors.blocked(guest, phase) || tripMs > 0;
  if (mustWait && !(await monitors.ask(guest, { wait: true, ms: tripMs }))) {
    const holder =
      'cannot acquire state change lock (held by monitor=remoteDispatchConnectGetAllDomainStats)';
    throw new Fault('operationTimeout', ORIGIN.qemu, holder);
  }
  return runningGuest(call, domain);
}

/** The guest's bulk record at this moment as values by name: single calls give the same numbers. */
export function valuesOf(
  { daemon }: Call,
  guest: Guest,
  phase: Phase,
  groups: number,
): (field: string) => ParamValue | undefined {
  const record = daemon.records.of(guest, phase, 'full');
  const bytes = new Uint8Array(sizeOf(record, groups));
  daemon.records.write(record, groups, daemon.clock.now(), bytes, new DataView(bytes.buffer), 0);
  const { params } = domainStatsRecord.decode(new XdrReader(bytes));
  const values = new Map(params.map(({ field, value }) => [field, value]));
  return (field) => values.get(field);
}
