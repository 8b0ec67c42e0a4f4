import { Type, type Static } from 'typebox';
import { seconds, text, textOrNull } from './values.ts';

export const Trouble = Type.Object({
  kind: Type.Union([
    Type.Literal('stuck'),
    Type.Literal('busy'),
    Type.Literal('unreachable'),
    Type.Literal('failed'),
  ]),
  since: seconds,
  age: Type.Number({ description: 'Seconds' }),
  reason: text,
});
export type Trouble = Static<typeof Trouble>;
export const troubleOrNull = Type.Union([Trouble, Type.Null()]);

const Device = Type.Object({ kind: text, key: text, labels: Type.Record(Type.String(), Type.String()) });
export type Device = Static<typeof Device>;

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
  host: textOrNull,
  state: text,
  stateReason: textOrNull,
  stateSince: seconds,
  trouble: troubleOrNull,
  devices: Type.Union([Type.Array(Device), Type.Null()], { description: 'null until they are read' }),
  labels: Type.Record(Type.String(), Type.String()),
});
export type Entity = Static<typeof Entity>;

export const Entities = Type.Array(Type.Unsafe<Entity>({ $ref: 'Entity#' }));
