import { Type, type TSchema } from 'typebox';
import { eventKinds } from '../../model/event.ts';

const text = Type.String();
const textOrNull = Type.Union([Type.String(), Type.Null()]);
const numberOrNull = Type.Union([Type.Number(), Type.Null()]);
const seconds = Type.Number({ description: 'Epoch seconds' });
const values = Type.Array(numberOrNull);
const codes = Type.Record(Type.String(), Type.String(), {
  description: 'Index of an unknown value → code of its reason',
});

const stepAsked = Type.Optional(
  Type.Number({ description: 'The step asked for, where only coarser rows reach back to the start' }),
);
const notes = Type.Optional(
  Type.Array(text, { description: 'Sentences that say what may be missing and why' }),
);
const bandsAre = 'The rows as the second and further functions of cf have them, by function';

const Trouble = Type.Object({
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
const troubleOrNull = Type.Union([Trouble, Type.Null()]);

const Device = Type.Object({ kind: text, key: text, labels: Type.Record(Type.String(), Type.String()) });

const HistoryStatus = Type.Object({
  kept: Type.Boolean({ description: 'Whether history survives a restart' }),
  directory: textOrNull,
  condition: Type.Object({
    kind: text,
    reason: textOrNull,
    since: Type.Union([seconds, Type.Null()]),
    pendingRows: Type.Integer(),
    droppedRows: Type.Integer(),
  }),
  repairs: Type.Array(Type.Object({ file: text, problem: text, rowsLost: Type.Integer() })),
  archives: Type.Record(
    Type.String(),
    Type.Array(
      Type.Object({
        step: Type.Number(),
        rows: Type.Integer(),
        cf: Type.Array(text),
        oldest: Type.Union([seconds, Type.Null()]),
        newest: Type.Union([seconds, Type.Null()]),
      }),
    ),
    { description: 'By class, finest first' },
  ),
});

const lastTried = {
  lastSuccess: Type.Union([seconds, Type.Null()]),
  lastError: Type.Union([Type.Object({ time: seconds, reason: text }), Type.Null()]),
};

const RemoteWriteStatus = Type.Object({
  name: text,
  url: Type.String({ description: 'Without name, password and query' }),
  state: Type.Enum(['starting', 'ok', 'replaying', 'failing']),
  sentSamples: Type.Integer({ description: 'Live samples that were taken' }),
  replayedSamples: Type.Integer({ description: 'Older samples that were taken' }),
  failedSamples: Type.Integer({ description: 'Samples of requests that were tried again' }),
  droppedSamples: Type.Integer({ description: 'Samples that were refused for good' }),
  queuedBatches: Type.Integer(),
  lagSeconds: Type.Union([Type.Number(), Type.Null()], {
    description: 'How far the newest sample taken is behind the newest there is',
  }),
  replaySeconds: Type.Number({ description: 'Time that is still to be replayed' }),
  ...lastTried,
});

const RemoteQueryStatus = Type.Object({
  url: Type.String({ description: 'Without name, password and query' }),
  up: Type.Union([Type.Boolean(), Type.Null()], { description: 'null before the first question' }),
  ...lastTried,
});

/** Bodies of answers, by the name they have in openapi.json. */
export const schemas = {
  Problem: Type.Object({
    type: text,
    title: text,
    status: Type.Integer(),
    detail: text,
    code: text,
    candidates: Type.Optional(
      Type.Array(Type.Object({ id: text, host: textOrNull, uri: text }), {
        description: 'With NAME_AMBIGUOUS: those that have the name',
      }),
    ),
  }),
  Status: Type.Object({
    version: text,
    demo: Type.Boolean(),
    startedAt: seconds,
    now: seconds,
    step: Type.Number(),
    sources: Type.Array(
      Type.Object({
        name: text,
        kind: text,
        target: text,
        demo: Type.Boolean(),
        up: Type.Boolean(),
        reason: textOrNull,
        since: seconds,
        stuckCalls: Type.Integer(),
        conditions: Type.Array(Type.Object({ code: text, text }), {
          description: 'What is left out or cannot be read although the source is up',
        }),
      }),
    ),
    lookedFor: Type.Array(Type.Object({ target: text, found: Type.Boolean(), reason: textOrNull })),
    history: HistoryStatus,
    remoteWrite: Type.Array(RemoteWriteStatus, { description: 'Receivers of all values' }),
    remoteQuery: Type.Union([RemoteQueryStatus, Type.Null()], {
      description: 'The engine that is asked for older rows; null where there is none',
    }),
    unhandledRejections: Type.Integer({
      description: 'Bugs that reached the process handler since the start',
    }),
  }),
  Classes: Type.Record(Type.String(), Type.Object({ uri: text, description: text, count: Type.Integer() })),
  Instances: Type.Array(
    Type.Object({ uuid: text, id: text, name: text, state: text, uri: text, metrics: text }),
  ),
  Table: Type.Object({
    time: numberOrNull,
    step: Type.Number(),
    ids: Type.Array(text),
    names: Type.Array(text),
    states: Type.Array(text),
    hosts: Type.Array(textOrNull),
    troubles: Type.Array(troubleOrNull),
    columns: Type.Record(Type.String(), values),
    reasons: Type.Record(Type.String(), codes),
  }),
  Metrics: Type.Array(
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
  ),
  Instantaneous: Type.Union([
    numberOrNull,
    Type.Object({
      value: numberOrNull,
      units: textOrNull,
      time: numberOrNull,
      age: numberOrNull,
      reason: textOrNull,
      reasonCode: textOrNull,
    }),
  ]),
  History: Type.Object({
    start: seconds,
    end: seconds,
    step: Type.Number(),
    stepAsked,
    notes,
    cf: text,
    units: textOrNull,
    data: values,
    bands: Type.Optional(Type.Record(Type.String(), values, { description: bandsAre })),
    reasons: Type.Optional(codes),
    next: text,
  }),
  Histories: Type.Object({
    start: seconds,
    end: seconds,
    step: Type.Number(),
    stepAsked,
    notes,
    cf: text,
    columns: Type.Record(Type.String(), values),
    bands: Type.Optional(
      Type.Record(Type.String(), Type.Record(Type.String(), values), { description: bandsAre }),
    ),
    units: Type.Record(Type.String(), textOrNull),
    gaps: Type.Array(
      Type.Object({ start: seconds, end: seconds, reason: text, code: text, metrics: Type.Array(text) }),
    ),
    next: text,
  }),
  Series: Type.Object({
    start: seconds,
    end: seconds,
    step: Type.Number(),
    stepAsked,
    notes,
    series: Type.Array(Type.Object({ id: text, metric: text, cf: Type.Optional(text), data: values })),
  }),
  Top: Type.Object({
    start: seconds,
    end: seconds,
    step: Type.Number(),
    metric: text,
    units: textOrNull,
    cf: text,
    count: Type.Integer({
      description: 'Instances that have a value in the window, also those beyond the limit',
    }),
    sum: Type.Number({
      description: 'Of all these together, row by row: its mean, least, greatest or newest',
    }),
    capacity: Type.Union([Type.Number(), Type.Null()], {
      description: 'What their hosts have of it: processors or bytes; null where that is not known',
    }),
    rows: Type.Array(
      Type.Object({
        id: text,
        name: text,
        host: textOrNull,
        state: text,
        value: Type.Number(),
        known: Type.Number({ description: 'Part of the window, 0 to 1, in which it was read' }),
        share: Type.Union([Type.Number(), Type.Null()], {
          description: 'Part of all that was used in the window; null where that is nothing',
        }),
        uri: text,
      }),
    ),
  }),
  Events: Type.Object({
    events: Type.Array(
      Type.Object({
        time: seconds,
        class: text,
        id: text,
        name: Type.String({ description: 'Its name then' }),
        kind: Type.Enum(eventKinds),
        from: textOrNull,
        to: textOrNull,
        text: Type.String({ description: 'All of it as a sentence' }),
        uri: Type.Union([Type.String(), Type.Null()], {
          description: 'null where nothing is there any more',
        }),
      }),
    ),
  }),
  Entity: Type.Object({
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
  }),
  Entities: Type.Array(Type.Unsafe<unknown>({ $ref: 'Entity#' })),
  Stats: Type.Object({ time: seconds, domains: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
  Health: Type.Object({ status: text }),
  OpenApi: Type.Object({ openapi: text, paths: Type.Record(Type.String(), Type.Unknown()) }),
} satisfies Record<string, TSchema>;

export type SchemaName = keyof typeof schemas;
