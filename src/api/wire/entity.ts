import { Type, type Static, type TSchema } from 'typebox';
import { alarmsLight, seconds, text, textOrNull } from './values.ts';

/** What is wrong with something. */
function conditionOf<K extends TSchema>(kind: K) {
  return Type.Object({
    kind,
    since: seconds,
    atLeast: Type.Boolean({ description: 'It may have begun before: it was so when it was first seen' }),
    age: Type.Number({ description: 'Seconds' }),
    reason: text,
  });
}

/** What is wrong with an entity. */
export const Condition = conditionOf(Type.Enum(['conflict', 'stuck', 'busy', 'unreachable', 'failed']));
export type Condition = Static<typeof Condition>;
/** What is wrong with a source, with history, or with a receiver. */
export const ServiceCondition = conditionOf(text);
export type ServiceCondition = Static<typeof ServiceCondition>;
export const conditionOrNull = Type.Union([Condition, Type.Null()]);

const Device = Type.Object({ kind: text, key: text, labels: Type.Record(Type.String(), Type.String()) });
export type Device = Static<typeof Device>;

/** The value of a fact; null where it is unknown or there is none. */
export const factValue = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Array(text),
  Type.Null(),
]);

/** A fact of an entity; times are epoch seconds. */
const Fact = Type.Object({
  value: factValue,
  origin: textOrNull,
  reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it is unknown' }),
  time: Type.Number({ description: 'When it was read, epoch seconds' }),
});
export type Fact = Static<typeof Fact>;

/** A host, VM or source without its numbers. */
export const Entity = Type.Object({
  uuid: text,
  id: text,
  name: text,
  uri: text,
  metrics: text,
  class: text,
  source: text,
  demo: Type.Boolean(),
  parent: Type.Union([Type.Object({ class: text, id: text, uri: text }), Type.Null()], {
    description: 'What contains it: of a VM the host it is on',
  }),
  state: text,
  stateReason: textOrNull,
  stateText: Type.Union([text, Type.Null()], {
    description:
      'Why it is in its state, as people read it: `paused by a user`; null where that is ordinary or not known',
  }),
  stateSince: seconds,
  stateAtLeast: Type.Boolean({ description: 'It may have begun before: it was so when it was first seen' }),
  condition: conditionOrNull,
  alarms: Type.Optional(alarmsLight),
  devices: Type.Union([Type.Array(Device), Type.Null()], { description: 'null until they are read' }),
  labels: Type.Record(Type.String(), Type.String()),
  facts: Type.Record(Type.String(), Fact, { description: 'By name; what was not asked for yet is left out' }),
});
export type Entity = Static<typeof Entity>;

export const Entities = Type.Array(Type.Unsafe<Entity>({ $ref: 'Entity#' }));
