import { events, type EventKind, type Value, type WireDomain } from '@virtscope/libvirt/wire';
import { disksOf } from '../guests/devices.ts';
import type { Guest } from '../guests/guest.ts';
import { REASON, STATE, type Phase } from '../guests/state-machine.ts';

type Payload<K extends EventKind> = Omit<Value<(typeof events)[K]['payload']>, 'callbackId' | 'domain'>;

/** One event of a domain, without the registration it is sent for. */
export type DomainEvent = {
  [K in EventKind]: { kind: K; domain: WireDomain; payload: Payload<K> };
}[EventKind];

/** libvirt's numbers of the lifecycle events the demo sends, with their details. */
const SUSPENDED = { byUser: [3, 0], ioError: [3, 2] } as const;
const RESUMED = { unpaused: [4, 0], migrated: [4, 1] } as const;
const STARTED = { booted: [2, 0], migrated: [2, 1] } as const;
const STOPPED = { shutdown: [5, 0], destroyed: [5, 1], migrated: [5, 3] } as const;
const SHUTDOWN = { byGuest: [6, 1], byHost: [6, 2] } as const;
const AGENT = { started: { state: 2, reason: 1 }, connected: { state: 1, reason: 2 } } as const;
const ACTION_PAUSE = 1;

/** The events libvirt sends when a guest goes from one phase to the next. */
export function eventsOf(
  guest: Guest,
  before: Phase,
  after: Phase,
  domain: (phase: Phase) => WireDomain,
): DomainEvent[] {
  const now = domain(after);
  const lifecycle = ([event, detail]: readonly [number, number], of = now): DomainEvent => ({
    kind: 'lifecycle',
    domain: of,
    payload: { event, detail },
  });
  const agent = (payload: { state: number; reason: number }): DomainEvent[] =>
    guest.balloon === 'none' ? [] : [{ kind: 'agent-lifecycle', domain: now, payload }];
  if (before.on && !after.on) return stopping(after.reason, domain(before), now, lifecycle);
  if (!before.on && after.on) {
    const [resumed, started] =
      after.reason === REASON.migratedIn
        ? [RESUMED.migrated, STARTED.migrated]
        : [RESUMED.unpaused, STARTED.booted];
    return [...agent(AGENT.started), lifecycle(resumed), lifecycle(started)];
  }
  const found: DomainEvent[] = [];
  if (before.state !== after.state && after.state === STATE.running) found.push(lifecycle(RESUMED.unpaused));
  if (before.state !== after.state && after.state === STATE.paused) {
    if (after.reason === REASON.ioError) found.push(...ioErrors(guest, after, now));
    found.push(lifecycle(after.reason === REASON.ioError ? SUSPENDED.ioError : SUSPENDED.byUser));
  }
  if (before.extraSince < 0 && after.extraSince >= 0) {
    found.push({ kind: 'device-added', domain: now, payload: { alias: guest.extraDisk.alias } });
  }
  if (before.extraSince >= 0 && after.extraSince < 0) {
    found.push({ kind: 'device-removed', domain: now, payload: { alias: guest.extraDisk.alias } });
  }
  if (!before.up && after.up) found.push(...agent(AGENT.connected));
  return found;
}

function stopping(
  reason: number,
  was: WireDomain,
  now: WireDomain,
  lifecycle: (event: readonly [number, number], of: WireDomain) => DomainEvent,
): DomainEvent[] {
  switch (reason) {
    case REASON.migratedAway:
      return [lifecycle(STOPPED.migrated, now)];
    case REASON.destroyed:
      return [lifecycle(SHUTDOWN.byHost, was), lifecycle(STOPPED.destroyed, now)];
    default:
      return [lifecycle(SHUTDOWN.byGuest, was), lifecycle(STOPPED.shutdown, now)];
  }
}

/** Two events of the disk that could not be written, as libvirt sends them. */
function ioErrors(guest: Guest, phase: Phase, domain: WireDomain): DomainEvent[] {
  const disk = disksOf(guest, phase)[0]!;
  const payload = { path: disk.path ?? '', alias: disk.alias, action: ACTION_PAUSE };
  return [
    { kind: 'io-error', domain, payload },
    { kind: 'io-error-reason', domain, payload: { ...payload, reason: 'enospc' } },
  ];
}
