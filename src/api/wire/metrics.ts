import { Type, type Static } from 'typebox';
import { LIGHTS, type Light } from '../../model/light.ts';
import { alarmsLight, numberOrNull, text, textOrNull } from './values.ts';

const counts = Object.fromEntries(LIGHTS.map((light) => [light, Type.Integer()]));
const LightCounts = Type.Unsafe<Record<Light, number>>(
  Type.Object(counts, { description: 'How many of them show each light' }),
);
export type LightCounts = Static<typeof LightCounts>;

const AlarmCounts = Type.Object(
  { red: Type.Integer(), amber: Type.Integer(), green: Type.Integer(), unknown: Type.Integer() },
  { description: 'Of how many the worst light of their alarms is that' },
);
export type AlarmCounts = Static<typeof AlarmCounts>;

/** Also the event `counts` of a live root. */
export const Classes = Type.Record(
  Type.String(),
  Type.Object({
    uri: text,
    description: text,
    count: Type.Integer(),
    lights: LightCounts,
    alarms: Type.Optional(AlarmCounts),
  }),
);
export type Classes = Static<typeof Classes>;

/** The event `time` of a live root: when the newest values were taken, of the class whose are the oldest. */
export interface NewestTime {
  /** Epoch seconds; null before the first values. */
  time: number | null;
  /** Seconds between two values. */
  step: number;
}

const Instance = Type.Object({
  uuid: text,
  id: text,
  name: text,
  state: text,
  alarms: Type.Optional(alarmsLight),
  source: text,
  uri: text,
  metrics: text,
});
export type Instance = Static<typeof Instance>;
export const Instances = Type.Array(Instance);

export const Metrics = Type.Array(
  Type.Object({
    name: text,
    units: textOrNull,
    kind: textOrNull,
    description: textOrNull,
    instance: textOrNull,
    value: numberOrNull,
    reason: textOrNull,
    reasonCode: textOrNull,
    instantaneous: text,
    history: text,
  }),
);

/** A bare number as origin 003 has it, or with `detail`. */
export const Instantaneous = Type.Union([
  numberOrNull,
  Type.Object({
    value: numberOrNull,
    units: textOrNull,
    time: numberOrNull,
    age: numberOrNull,
    reason: textOrNull,
    reasonCode: textOrNull,
  }),
]);

/** The event `values` of a live instance: every metric by name, and the reason code of each unknown one. */
export interface EntityValues {
  time: number;
  values: Record<string, number | null>;
  reasons: Record<string, string>;
}
