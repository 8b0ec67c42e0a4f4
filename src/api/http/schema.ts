import { Type, type TSchema } from 'typebox';
import { schemas, type SchemaName } from '../wire/schemas.ts';
import type { App } from '../context.ts';

/** From when to when. */
export const windowProperties = {
  start: Type.Optional(
    Type.Number({
      description: 'Epoch seconds; negative: seconds before now. Default: ten minutes before the end',
    }),
  ),
  end: Type.Optional(
    Type.Number({ description: 'Epoch seconds; negative: seconds before now. Default: now' }),
  ),
};

/** What a request may say of a stretch of history. */
export const rangeProperties = {
  ...windowProperties,
  step: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e9,
      description:
        'Seconds of a row, rounded up to what is kept. Default: the finest rows that reach back to the start',
    }),
  ),
  cf: Type.Optional(
    Type.String({
      description:
        'How coarser rows are made of finer ones, separated by commas: AVERAGE (default), MIN, MAX, LAST',
    }),
  ),
};

export const waitProperty = {
  wait: Type.Optional(
    Type.Number({ minimum: 0, maximum: 60, default: 60, description: 'Seconds to wait for newer rows' }),
  ),
};

/** A switch in an address: `?gone` and `?gone=1` alike. */
export function flag(description: string) {
  return Type.String({ enum: ['', '0', '1', 'false', 'true'], description });
}

/** Whether a switch of {@link flag} is on. */
export function isOn(value: string | undefined): boolean {
  return value === '' || value === '1' || value === 'true';
}

/** Path parameters, each a string. */
export function params<const Names extends readonly string[]>(...names: Names) {
  const properties = Object.fromEntries(names.map((name) => [name, Type.String()]));
  return Type.Object(properties as Record<Names[number], ReturnType<typeof Type.String>>);
}

/** Query parameters, or members of a body; any other is an error. */
export function only<const Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

/** Documentation of the answers: a JSON body by name, other media types beside it, a problem otherwise. */
export function answers(names: SchemaName | readonly SchemaName[], ...alsoTypes: readonly string[]) {
  const [first, ...others] = [names].flat().map(reference);
  const schema = others.length > 0 ? Type.Unsafe<unknown>({ anyOf: [first, ...others] }) : first;
  const content: Record<string, { schema: unknown }> = { 'application/json': { schema } };
  for (const type of alsoTypes) content[type] = { schema: Type.String() };
  return {
    200: { description: 'The answer', content },
    default: {
      description: 'A problem',
      content: { 'application/problem+json': { schema: reference('Problem') } },
    },
  };
}

/** As {@link answers}, of a request that makes something. */
export function created(name: SchemaName) {
  const { 200: answer, default: problem } = answers(name);
  return { 201: answer, default: problem };
}

function reference(name: SchemaName) {
  return Type.Unsafe<unknown>({ $ref: `${name}#` });
}

export function addSchemas(app: App): void {
  for (const [name, schema] of Object.entries(schemas)) app.addSchema({ $id: name, ...schema });
}
