import { parseUuid, type WireDomain } from '@virtscope/libvirt';
import type { Entity } from '../../model/entity.ts';
import { BalloonReports } from './decode/balloon.ts';
import type { GuestReport } from './calls/agent-calls.ts';
import type { Omissions } from './limits.ts';
import { newFactsState, type FactsState } from './facts/facts-state.ts';
import { healthyFacts, type HealthFacts } from './health/health.ts';
import type { Program } from './decode/program.ts';
import type { RawSlots } from './decode/raw.ts';
import type { DomainDescription } from './decode/xml.ts';

/** No record has it. */
export const NO_SIGNATURE = -1;

/** A program and what it was made for: another signature in a record means other devices. */
export interface Layout {
  readonly signature: number;
  readonly program: Program;
  /** CallLimiter the program writes, for marking them unknown together. */
  readonly slots: readonly number[];
  /** What it counts, by the keys of {@link Vm.counters}. */
  readonly counted: readonly string[];
  /** The devices it counts, also those that the record leaves out. */
  readonly devices: readonly CountedDevice[];
  /** What limits left out. */
  readonly omitted: Omissions;
}

/** One device of a program. */
export interface CountedDevice {
  readonly key: string;
  /** Numbers of the fields that count it. */
  readonly fields: readonly number[];
}

/** The layout of the monitor groups: what the guest reports itself is apart, because it ages by itself. */
export interface MonitorLayout extends Layout {
  readonly guest: Layout;
  readonly memory: MemorySlots;
}

/** CallLimiter of memory that are computed from one another, or bounded by another. */
export interface MemorySlots {
  readonly total: number;
  readonly available: number;
  readonly used: number;
  readonly usage: number;
  readonly free: number;
  readonly cache: number;
  readonly host: number;
}

/** What the source remembers of one VM between polls. */
export interface Vm {
  readonly entity: Entity;
  /** The entity's id as 16 bytes. */
  readonly uuid: Uint8Array;
  domain: WireDomain;
  active: boolean;
  /** Grows with every change of its state or the reason of it. */
  stateChanges: number;
  description: DomainDescription | null;
  /** Why the description is null although the XML was asked for; null otherwise. */
  descriptionError: string | null;
  /** The XML must be read (again): a new VM, or a device came or went. */
  needsXml: boolean;
  net: Layout | null;
  monitor: MonitorLayout | null;
  readonly raw: RawSlots;
  /** Counter numbers by what they count, so that a new layout goes on where the old one was. */
  readonly counters: Map<string, number>;
  /** Reports of this run's guest. */
  balloon: BalloonReports;
  /** A record had a field that only a free monitor gives: from then on its absence means a busy monitor. */
  hasReportedMonitor: boolean;
  /** Devices without a single counter in the last whole record, by what the label is called. */
  readonly withoutCounters: { disks: readonly string[]; nets: readonly string[] };
  /** The last report of its guest agent; null without one. */
  guest: GuestReport | null;
  /** What its disks have, as sentences, while an I/O error pauses it; null until the hypervisor was asked. */
  diskErrors: readonly string[] | null;
  readonly health: HealthFacts;
  readonly factsState: FactsState;
}

export function createVm(entity: Entity, domain: WireDomain): Vm {
  return {
    entity,
    uuid: parseUuid(entity.id),
    domain,
    active: false,
    stateChanges: 0,
    description: null,
    descriptionError: null,
    needsXml: true,
    net: null,
    monitor: null,
    raw: { list: new Map(), monitor: new Map(), leftOut: 0 },
    counters: new Map(),
    balloon: new BalloonReports(),
    hasReportedMonitor: false,
    withoutCounters: { disks: [], nets: [] },
    guest: null,
    diskErrors: null,
    health: healthyFacts(),
    factsState: newFactsState(),
  };
}
