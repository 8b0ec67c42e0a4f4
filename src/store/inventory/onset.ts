import { onHost, type Entity } from '../../model/entity.ts';
import type { EntityEvent, EventKind } from '../../model/event.ts';
import { standingOf } from '../head/standing.ts';
import type { EntityRecord } from './entity-record.ts';

/** When a batch showed an entity. */
export interface Sight {
  /** Epoch ms of the batch. */
  readonly time: number;
  /** Whether it was not seen for a while before: a change began at some time in between. */
  readonly isFirst: boolean;
}

/**
 * Sets the time since which a record and its entity have their state and condition: the earlier time while nothing has
 * changed, also after a restart of the program or of the hypervisor, else the time of this batch.
 *
 * @returns whether the record has changed
 */
export function settleOnsets(record: EntityRecord, entity: Entity, sight: Sight): boolean {
  const isAway = entity.condition?.kind === 'unreachable';
  // An entity that cannot be reached has neither changed its state nor begun to answer; a source is itself what is down.
  if (isAway && entity.class !== 'source') return false;
  const hasNewState = isKnown(entity) && settleState(record, entity, sight);
  return (!isAway && settleCondition(record, entity, sight)) || hasNewState;
}

/** Whether the state is meaningful: while QEMU starts and its processors do not run yet, the VM is not really paused. */
export function isKnown(entity: Entity): boolean {
  const standing = standingOf(entity);
  return standing !== 'away' && standing !== 'arriving';
}

function settleState(record: EntityRecord, entity: Entity, { time, isFirst }: Sight): boolean {
  const isNew = record.state !== entity.state;
  if (isNew) Object.assign(record, { state: entity.state, stateSince: time, stateAtLeast: isFirst });
  entity.stateSince = record.stateSince;
  entity.stateAtLeast = record.stateAtLeast;
  return isNew;
}

function settleCondition(record: EntityRecord, entity: Entity, { time, isFirst }: Sight): boolean {
  const { condition: before } = record;
  const { condition } = entity;
  if (!condition) {
    record.condition = null;
    return before !== null;
  }
  const { kind, reason } = condition;
  if (kind === 'failed')
    record.condition = { kind, since: record.stateSince, ...atLeast(record.stateAtLeast) };
  else if (before?.kind !== kind)
    record.condition = { kind, since: condition.since, ...atLeast(isFirst && condition.since >= time) };
  else if (condition.since < before.since) record.condition = { kind, since: condition.since };
  if (record.condition) entity.condition = { ...record.condition, reason };
  return before?.kind !== kind;
}

function atLeast(is: boolean): { atLeast?: true } {
  return is ? { atLeast: true } : {};
}

/** Takes over the onsets of an older record of the same entity, as far as nothing has become different since. */
export function continueOnsets(record: EntityRecord, older: EntityRecord): void {
  if (record.state === older.state && record.stateAtLeast)
    Object.assign(record, { stateSince: older.stateSince, stateAtLeast: older.stateAtLeast });
  if (record.condition?.kind === older.condition?.kind && record.condition?.atLeast)
    record.condition = older.condition;
}

/** An entity as it was written before records had onsets: they are in the event log. */
export interface RecordWithoutOnsets extends Omit<
  EntityRecord,
  'aliases' | 'parent' | 'stateSince' | 'stateAtLeast' | 'condition'
> {
  readonly host: string | null;
  readonly stuck: boolean;
}

const ofState = new Set<EventKind>([
  'started',
  'stopped',
  'paused',
  'resumed',
  'crashed',
  'source-up',
  'source-down',
]);

/** Finds the onsets of records without them in a log of events, oldest first. */
export function onsetsFromLog(
  events: readonly EntityEvent[],
): (record: EntityRecord | RecordWithoutOnsets) => EntityRecord {
  const states = new Map<string, EntityEvent>();
  const stalls = new Map<string, EntityEvent>();
  for (const event of events) {
    const key = `${event.class} ${event.id}`;
    if (ofState.has(event.kind)) states.set(key, event);
    if (event.kind === 'stuck') stalls.set(key, event);
  }
  return (record) => {
    if (!('stuck' in record)) return record;
    const { host, stuck, ...rest } = record;
    const key = `${record.class} ${record.id}`;
    const [state, stall] = [states.get(key), stalls.get(key)];
    const isLogged = state?.to === record.state;
    return {
      ...rest,
      aliases: [],
      parent: onHost(host),
      stateSince: isLogged ? state.time : record.firstSeen,
      stateAtLeast: !isLogged,
      condition: stuck ? { kind: 'stuck', since: stall?.time ?? record.firstSeen } : null,
    };
  };
}
