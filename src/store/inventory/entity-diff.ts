import { activityOf, isInactive, type EntityClass } from '../../model/classes.ts';
import { hostOf, type Device, type Entity } from '../../model/entity.ts';
import type { EntityEvent, EventKind } from '../../model/event.ts';
import { changeText } from '../../model/text/change.ts';
import { stateWord } from '../../model/text/state-word.ts';
import type { EntityRecord } from './entity-record.ts';
import type { EntityCondition } from '../../model/health.ts';
import { standingOf } from '../head/standing.ts';
import { isKnown } from './onset.ts';

/** One thing that changed, before it is put to a name and a time. */
interface Change {
  readonly kind: EventKind;
  readonly from: string | null;
  readonly to: string | null;
  /** What follows the entity's name. */
  readonly text: string;
  /** Epoch ms at which it began, where it is earlier than the batch. */
  readonly time?: number;
}

/** What the comparison needs besides the two. */
export interface DiffContext {
  /** Epoch ms. */
  readonly time: number;
  readonly hostName: (id: string) => string;
}

/** Updates a record from its entity, but for the {@link settleOnsets}, and returns an event for each difference. */
export function update(record: EntityRecord, entity: Entity, about: DiffContext): EntityEvent[] {
  const changes = [
    ...renaming(record, entity),
    ...moving(record, entity, about.hostName),
    ...stateChange(record, entity),
    ...conditionChanges(record, entity),
    ...deviceChanges(record, entity),
  ];
  record.source = entity.source;
  record.name = entity.name;
  if (isPlaced(entity)) record.parent = entity.parent ?? record.parent;
  record.aliases = entity.aliases;
  record.devices = entity.devices ?? record.devices;
  record.labels = entity.labels;
  return changes.map((change) => eventOf(record, change, about.time));
}

/** An event of a record as a sentence, in a batch of `time` (epoch ms). */
export function eventOf(record: EntityRecord, change: Change, time: number): EntityEvent {
  const { class: cls, id, name } = record;
  const { kind, from, to, text } = change;
  return { time: change.time ?? time, class: cls, id, name, kind, from, to, text: `${name} ${text}` };
}

/** A source is not renamed: its name is the address that it reads. */
function* renaming({ class: cls, name }: EntityRecord, entity: Entity): Generator<Change> {
  if (entity.name === name || cls === 'source') return;
  yield { kind: 'renamed', from: name, to: entity.name, text: `was ${name} before` };
}

function* moving(record: EntityRecord, entity: Entity, nameOf: (id: string) => string): Generator<Change> {
  const [host, to] = [hostOf(record), hostOf(entity)];
  if (host === null || to === null || host === to || !isPlaced(entity)) return;
  // What runs does not move to where it is off: it ended, and is defined there too.
  if (isInactive(entity.class, entity.state) && !isInactive(record.class, record.state)) return;
  yield { kind: 'migrated', from: host, to, text: `migrated from ${nameOf(host)} to ${nameOf(to)}` };
}

function* stateChange({ class: cls, state: from }: EntityRecord, entity: Entity): Generator<Change> {
  const { state: to, stateReason, condition } = entity;
  if (from === to || !isKnown(entity)) return;
  if (cls === 'source') {
    const why = stateReason === null ? '' : `: ${stateReason}`;
    const isUp = to === 'up';
    const text = (isUp ? 'can be reached' : 'cannot be reached') + why;
    yield { kind: isUp ? 'source-up' : 'source-down', from, to, text };
    return;
  }
  const kind = kindOf(cls, from, to);
  if (kind === null) return;
  let text = changeText(kind, stateReason);
  if (to === 'pmsuspended') text = stateWord(to);
  // The condition of a failure has its details, such as the disk that is full.
  else if (kind === 'paused' && condition?.kind === 'failed') text = condition.reason;
  yield { kind, from, to, text };
}

function kindOf(cls: EntityClass, from: string, to: string): Parameters<typeof changeText>[0] | null {
  if (to === 'running' && activityOf(cls, from) === 'suspended') return 'resumed';
  if (to === 'running' && isInactive(cls, from)) return 'started';
  if (activityOf(cls, to) === 'suspended') return 'paused';
  if (to === 'crashed') return 'crashed';
  return to === 'shutoff' ? 'stopped' : null;
}

/** Whether what its source reports is where it is: not while it arrives there, nor while that source cannot be read. */
function isPlaced(entity: Entity): boolean {
  const standing = standingOf(entity);
  return standing !== 'arriving' && standing !== 'away';
}

/** Conditions whose beginning and end are events. */
const ofCondition = {
  stuck: { end: 'healed', text: () => 'does not answer', ended: 'answers again' },
  conflict: {
    end: 'conflict-ended',
    text: ({ reason }: EntityCondition) => reason,
    ended: 'runs on one host alone again',
  },
} as const;

export function* conditionChanges(
  { condition: before }: Pick<EntityRecord, 'condition'>,
  { condition }: Entity,
): Generator<Change> {
  if (condition === before || condition?.kind === 'unreachable') return;
  for (const kind of ['stuck', 'conflict'] as const) {
    const [was, is] = [before?.kind === kind, condition?.kind === kind];
    const { end, text, ended } = ofCondition[kind];
    if (condition && is && !was)
      yield { kind, from: null, to: null, text: text(condition), time: condition.since };
    else if (was && !is) yield { kind: end, from: null, to: null, text: ended };
  }
}

/** The first list of an entity is a baseline: its devices were there before. */
function* deviceChanges(record: EntityRecord, entity: Entity): Generator<Change> {
  if (record.devices === null || entity.devices === null || record.devices === entity.devices) return;
  const [before, now] = [keysOf(record.devices), keysOf(entity.devices)];
  for (const [key, { kind }] of now) {
    if (!before.has(key)) yield { kind: 'device-added', from: null, to: key, text: `has a new ${nouns[kind]} ${key}` }; // prettier-ignore
  }
  for (const [key, { kind }] of before) {
    if (!now.has(key)) yield { kind: 'device-removed', from: key, to: null, text: `lost ${nouns[kind]} ${key}` }; // prettier-ignore
  }
}

const nouns: Readonly<Record<Device['kind'], string>> = { disk: 'disk', net: 'interface' };

function keysOf(devices: readonly Device[]): Map<string, Device> {
  return new Map(devices.map((device) => [device.key, device]));
}
