import { Type, type Static } from 'typebox';
import { ServiceCondition } from './entity.ts';
import { seconds, secondsOrNull, text, textOrNull } from './values.ts';

const SourceState = Type.Object({
  id: text,
  name: text,
  kind: text,
  target: text,
  demo: Type.Boolean(),
  up: Type.Boolean(),
  reason: textOrNull,
  since: seconds,
  stuckCalls: Type.Integer(),
  conditions: Type.Array(ServiceCondition, {
    description: 'What is left out or cannot be read although the source is up',
  }),
  sentences: Type.Record(Type.String(), text, {
    description:
      'By code, how the source says why values of its entities are unknown; the general sentence of others',
  }),
});
export type SourceState = Static<typeof SourceState>;

const HistoryState = Type.Object({
  kept: Type.Boolean({ description: 'Whether history survives a restart' }),
  directory: textOrNull,
  condition: Type.Union([ServiceCondition, Type.Null()], { description: 'null when all is well' }),
  pendingRows: Type.Integer({ description: 'Rows that wait in memory' }),
  droppedRows: Type.Integer({ description: 'Rows that could not wait any longer' }),
  repairs: Type.Array(Type.Object({ file: text, problem: text, rowsLost: Type.Integer() })),
  archives: Type.Record(
    Type.String(),
    Type.Array(
      Type.Object({
        step: Type.Number(),
        rows: Type.Integer(),
        cf: Type.Array(text),
        oldest: secondsOrNull,
        newest: secondsOrNull,
      }),
    ),
    { description: 'By class, finest first' },
  ),
});
export type HistoryState = Static<typeof HistoryState>;

const lastTried = {
  lastSuccess: secondsOrNull,
  lastError: Type.Union([Type.Object({ time: seconds, reason: text }), Type.Null()]),
};

const RemoteWriteState = Type.Object({
  name: text,
  url: Type.String({ description: 'Without name, password and query' }),
  state: Type.Enum(['starting', 'ok', 'replaying', 'failing']),
  sentSamples: Type.Integer({ description: 'Live samples that were taken' }),
  replayedSamples: Type.Integer({ description: 'Older samples that were taken' }),
  failedSamples: Type.Integer({ description: 'Samples of requests that were tried again' }),
  droppedSamples: Type.Integer({ description: 'Samples that the receiver finally refused' }),
  queuedBatches: Type.Integer(),
  lagSeconds: Type.Union([Type.Number(), Type.Null()], {
    description: 'How far the newest sample taken is behind the newest there is',
  }),
  replaySeconds: Type.Number({ description: 'Time that is still to be replayed' }),
  condition: Type.Union([ServiceCondition, Type.Null()], {
    description: 'Why live samples are not taken; null while they are',
  }),
  ...lastTried,
});

const RemoteQueryState = Type.Object({
  url: Type.String({ description: 'Without name, password and query' }),
  up: Type.Union([Type.Boolean(), Type.Null()], { description: 'null before the first question' }),
  ...lastTried,
});

const LogState = Type.Object({
  source: Type.String({ description: 'Paths as they are configured, or a name' }),
  files: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Files that are read; null of what is none',
  }),
  reason: Type.Union([text, Type.Null()], { description: 'Why lines are not read; null while they are' }),
});

/** The program and its sources. */
export const Status = Type.Object({
  version: text,
  demo: Type.Boolean(),
  startedAt: seconds,
  now: seconds,
  step: Type.Number(),
  sources: Type.Array(SourceState),
  sentences: Type.Record(Type.String(), text, {
    description: 'Why values are unknown, by code, where the source has no sentence of its own',
  }),
  lookedFor: Type.Array(Type.Object({ target: text, found: Type.Boolean(), reason: textOrNull })),
  history: HistoryState,
  logs: Type.Array(LogState, { description: 'What lines of logs are read from' }),
  remoteWrite: Type.Array(RemoteWriteState, { description: 'Receivers of all values' }),
  remoteQuery: Type.Union([RemoteQueryState, Type.Null()], {
    description: 'The engine that is asked for older rows; null where there is none',
  }),
  certificate: Type.Union([Type.Object({ expiresAt: seconds }), Type.Null()], {
    description: 'What the server encrypts with; null where it speaks plain HTTP',
  }),
  unhandledRejections: Type.Integer({
    description: 'Bugs that reached the process handler since the start',
  }),
});
export type Status = Static<typeof Status>;
