import { Type, type Static } from 'typebox';
import { TEST_STEPS } from '../../model/connection.ts';
import { seconds, text, textOrNull } from './values.ts';

/** A configured connection, and how it is doing. */
export const Source = Type.Object({
  id: text,
  uri: text,
  metrics: text,
  kind: text,
  target: Type.String({ description: 'The URI of the hypervisor' }),
  interval: Type.Number({ description: 'Seconds between two polls' }),
  guestAgent: Type.Boolean({ description: 'Whether guest agents are asked' }),
  origin: Type.Enum(['file', 'option', 'found', 'demo', 'added'], {
    description: 'How it came to be read; only one that was added can be removed here',
  }),
  at: Type.Union([text, Type.Null()], {
    description: 'FILE:LINE:COL or the option that it comes from; null where it comes from neither',
  }),
  up: Type.Boolean(),
  reason: textOrNull,
  since: seconds,
  host: Type.Union([Type.Object({ id: text, name: text, uri: text }), Type.Null()], {
    description: 'The host that it reads; null until that is known',
  }),
});
export type Source = Static<typeof Source>;

export const Sources = Type.Array(Type.Unsafe<Source>({ $ref: 'Source#' }));

/** How one step of a test ended; those after the one that failed are skipped, and those that the transport does not have. */
export const StepResult = Type.Object({
  step: Type.Enum(TEST_STEPS),
  outcome: Type.Enum(['ok', 'failed', 'skipped']),
  text: Type.Union([text, Type.Null()], { description: 'What was found; of one that failed, what is wrong' }),
  remedy: Type.Union([text, Type.Null()], { description: 'What mends it; null where nothing failed' }),
});
export type StepResult = Static<typeof StepResult>;

/** The test of a connection: all steps in their order. */
export const SourceTest = Type.Object({
  ok: Type.Boolean({ description: 'No step failed' }),
  steps: Type.Array(StepResult),
});
export type SourceTest = Static<typeof SourceTest>;

/** What a reload of the configuration changed. */
export const Reload = Type.Object({
  added: Type.Array(text),
  removed: Type.Array(text),
  changed: Type.Array(text),
  certificate: Type.Boolean({ description: 'Whether another certificate was read' }),
  rules: Type.Boolean({ description: 'Whether the rules of alarms are others' }),
  restart: Type.Array(text, { description: 'Keys whose new value is in effect after a restart' }),
});
export type Reload = Static<typeof Reload>;
